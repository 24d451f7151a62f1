"""`fer_ros train`: train, evaluate and export an emotion model."""

from __future__ import annotations

import argparse
from pathlib import Path

from fer_ros.cli.output_folder import writing_to

# Faces that the exported model is compared on with the trained one
COMPARED = 512


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'train', help='train an emotion model and export it to ONNX',
        description='Train on the split Training, keep the epoch that is best on PublicTest, '
                    'and write DIR/MODEL.onnx with its manifest MODEL.json, model.keras, '
                    "history.csv and run.json. Needs pip install 'fer_ros[train]'.",
        epilog='Example: fer_ros train cnn --data fer2013.npz --out runs/cnn')
    parser.add_argument('model', help='the architecture: cnn')
    parser.add_argument('--data', type=Path, required=True, metavar='FILE',
                        help='FER2013 as .npz with pixels, emotion and usage')
    parser.add_argument('--out', type=Path, required=True, metavar='DIR',
                        help='folder for the results')
    parser.add_argument('--epochs', type=_positive, metavar='N',
                        help="passes over the data (default: the architecture's)")
    parser.add_argument('--batch-size', type=_positive, metavar='N',
                        help="faces in a step (default: the architecture's)")
    parser.add_argument('--seed', type=int, metavar='S', help='seed of all that is random '
                        '(default: the one of the shipped models)')
    parser.set_defaults(run=run)


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f'must be at least 1, but got {value}')
    return value


def run(args: argparse.Namespace) -> int:
    """Train, evaluate, export."""
    from fer_ros.training.architectures import ARCHITECTURES
    from fer_ros.training.data import load_data
    from fer_ros.training.export import export
    from fer_ros.training.train import SEED, train

    architecture = ARCHITECTURES.create(args.model)
    data = load_data(args.data)
    with writing_to(args.out):
        args.out.mkdir(parents=True, exist_ok=True)
    result = train(architecture, data, args.out, epochs=args.epochs, batch_size=args.batch_size,
                   seed=SEED if args.seed is None else args.seed)
    options = ''.join(f' --{name.replace("_", "-")} {getattr(args, name)}'
                      for name in ('epochs', 'batch_size', 'seed')
                      if getattr(args, name) is not None)
    path = export(result, architecture, args.out, data.split('PublicTest').faces[:COMPARED],
                  command=f'fer_ros train {args.model} --data {args.data.name}{options}')
    metrics = result.record['metrics']['PublicTest']
    print(f"{path}: {metrics['accuracy']:.2%} on PublicTest, macro F1 {metrics['macro_f1']:.4f} "
          f"(epoch {result.record['best_epoch']} of {result.record['epochs']})")
    return 0
