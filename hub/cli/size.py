"""Plan a hub on paper for a number of communes: partitions, workers, brokers, disk, restore, cost, and what breaks first."""

import click

from hub.core.sizing import Asked


@click.command("size")
@click.option("--communes", type=click.IntRange(1, 1_000_000), required=True, metavar="N", help="How many communes.")
@click.option(
    "--inhabitants", type=click.IntRange(1, 100_000_000), default=Asked(1).inhabitants, show_default=True, help="Of each commune."
)
@click.option("--replicas", type=click.IntRange(1, 9), default=Asked(1).replicas, show_default=True, help="Copies of each partition.")
@click.option("--years", type=click.IntRange(1, 100), default=Asked(1).years, show_default=True, help="Years whose dossiers are kept.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(communes: int, inhabitants: int, replicas: int, years: int, as_json: bool) -> None:
    """Plan a hub on paper for a number of communes; exit code 0, no Kafka is asked.

    Each line has its formula and the figures it stands on, each of them with its day and its origin: what nobody measured says so. At the
    end: what breaks first when communes are added to that plan, and the next step. 855 communes of 80,000 are the country.

    \b
    Example:
      hub size --communes 10
      hub size --communes 30 --inhabitants 12000 --years 10 --json
    """
    import json

    from rich.console import Console

    from hub.cli._size import as_dict, print_plan
    from hub.core.sizing import plan

    found = plan(Asked(communes, inhabitants, replicas, years))
    if as_json:
        click.echo(json.dumps(as_dict(found), ensure_ascii=False, indent=2))
    else:
        print_plan(found, Console())
