"""What a partner needs to know of the contract: the table to fill in when it has no connector."""

import click

from hub.cli._contract_csv import csv_command


@click.group("contract")
def command() -> None:
    """What a partner needs to know of the contract: the table to fill in when it has no connector.

    \b
    Example:
      hub contract csv --partner asso-le-seuil
    """


command.add_command(csv_command)
