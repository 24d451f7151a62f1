"""`fer_ros benchmark`: measurements that users can repeat."""

from __future__ import annotations

from fer_ros.cli import benchmark_robustness, benchmark_transport


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'benchmark', help='measure on this machine',
        epilog='`fer_ros benchmark WHAT --help` explains a measurement.')
    measurements = parser.add_subparsers(title='measurements', metavar='WHAT', required=True)
    for measurement in (benchmark_transport, benchmark_robustness):
        measurement.add_parser(measurements)
