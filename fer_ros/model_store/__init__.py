"""Where models and weights lie, what their manifests say, and how the weights are fetched."""
