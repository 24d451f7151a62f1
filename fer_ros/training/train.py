"""Training: an architecture and data in, a Keras model and its record out."""

from __future__ import annotations

import csv
from dataclasses import dataclass
import json
from pathlib import Path
import platform
import time
from typing import Any

import numpy as np

from fer_ros.training.architectures import Architecture
from fer_ros.training.augment import augmented
from fer_ros.training.backend import import_keras
from fer_ros.training.data import DataSet, Split
from fer_ros.training.metrics import classification_metrics

SEED = 2022
PREDICT_BATCH = 512


@dataclass(frozen=True)
class Run:
    """A finished training: the Keras model of the best epoch and what `run.json` holds."""

    model: Any
    record: dict[str, Any]


def train(architecture: Architecture, data: DataSet, out: Path, *, epochs: int | None = None,
          batch_size: int | None = None, seed: int = SEED) -> Run:
    """
    Train on the split Training and keep the epoch that is best on PublicTest.

    Writes `model.keras` (at every better epoch), `history.csv` (a line an epoch) and `run.json`
    to `out`.

    :param epochs: passes over the data; the architecture's own number where left out
    :raises MissingDependencyError: if Keras is not installed
    """
    keras = import_keras()
    keras.utils.set_random_seed(seed)
    epochs = epochs or architecture.epochs
    batch_size = batch_size or architecture.batch_size
    training, public = data.split('Training'), data.split('PublicTest')
    model = architecture.build()
    model.compile(keras.optimizers.Adam(architecture.learning_rate),
                  'sparse_categorical_crossentropy', metrics=['accuracy'])
    record = {
        'architecture': architecture.name, 'parameters': model.count_params(), 'seed': seed,
        'epochs': epochs, 'batch_size': batch_size, 'optimizer': 'Adam',
        'learning_rate': architecture.learning_rate, 'loss': 'categorical cross-entropy',
        'augmentation': {'flip': architecture.flip, 'shift_pixels': architecture.shift},
        'kept': 'the epoch with the best accuracy on PublicTest',
        'data': {'file': Path(data.path).name, 'sha256': data.sha256,
                 'faces': {name: len(split) for name, split in data.splits.items()}},
        'versions': {'python': platform.python_version(), 'keras': keras.__version__,
                     'backend': keras.backend.backend(), 'numpy': np.__version__}}
    record['best_epoch'] = _fit(keras, model, architecture, training, public, epochs, batch_size,
                                seed, out)
    model = keras.models.load_model(out / 'model.keras')
    record['metrics'] = {'PublicTest': classification_metrics(
        predict(model, public.faces), public.classes)}
    (out / 'run.json').write_text(json.dumps(record, indent=2) + '\n', encoding='utf-8')
    return Run(model, record)


def _fit(keras, model, architecture: Architecture, training: Split, public: Split, epochs: int,
         batch_size: int, seed: int, out: Path) -> int:
    """Run the epochs; return the number of the best, whose weights are in `model.keras`."""
    from tqdm import tqdm

    generator = np.random.default_rng(seed)
    best, best_epoch = -1.0, 0
    with open(out / 'history.csv', 'w', encoding='utf-8', newline='', buffering=1) as file:
        history = csv.writer(file)
        history.writerow(['epoch', 'loss', 'accuracy', 'public_accuracy', 'seconds'])
        for epoch in range(1, epochs + 1):
            start = time.perf_counter()
            order = generator.permutation(len(training))
            faces = augmented(training.faces[order], generator, flip=architecture.flip,
                              shift=architecture.shift)
            classes = training.classes[order]
            steps = range(0, len(order), batch_size)
            sums = np.zeros(2)
            for step in tqdm(steps, f'epoch {epoch}/{epochs}', leave=False, disable=None):
                batch = slice(step, step + batch_size)
                values = model.train_on_batch(model_input(faces[batch]), classes[batch],
                                              return_dict=True)
                sums += len(classes[batch]) * np.array([values['loss'], values['accuracy']])
            loss, accuracy = sums / len(order)
            scores = predict(model, public.faces)
            public_accuracy = float((scores.argmax(axis=1) == public.classes).mean())
            if public_accuracy > best:
                best, best_epoch = public_accuracy, epoch
                model.save(out / 'model.keras')
            history.writerow([epoch, f'{loss:.4f}', f'{accuracy:.4f}', f'{public_accuracy:.4f}',
                              f'{time.perf_counter() - start:.1f}'])
            tqdm.write(f'epoch {epoch:3d}/{epochs}  loss {loss:.4f}  training {accuracy:.2%}  '
                       f'PublicTest {public_accuracy:.2%}')
    return best_epoch


def model_input(faces: np.ndarray) -> np.ndarray:
    """Return grey faces (n, height, width) uint8 as (n, height, width, 1) float32 in [0, 1]."""
    return faces[..., None].astype(np.float32) / np.float32(255.0)


def predict(model, faces: np.ndarray) -> np.ndarray:
    """Return the probabilities (n, 7) float32 that a Keras model gives for grey uint8 faces."""
    return np.concatenate([
        np.asarray(model(model_input(faces[start:start + PREDICT_BATCH]), training=False))
        for start in range(0, len(faces), PREDICT_BATCH)])
