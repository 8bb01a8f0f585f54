"""Show a plan shared by several funders: each demand with who answers for it, what is asked, granted, and what remains."""

import re

import click

FORM = re.compile(r"plan_[a-z2-7]{26}")


@click.group("plan")
def command() -> None:
    """Show a plan shared by several funders: each demand with who answers for it, what is asked, granted, and what remains.

    \b
    Example:
      hub plan show plan_k2v7m4qzt6wxn3b5ryc2d4f6ga
    """


@command.command("show")
@click.argument("plan_ref", metavar="PLAN_REF")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def show(ctx: click.Context, plan_ref: str, as_json: bool) -> None:
    """Show the plan PLAN_REF (as partners write it) from the read model; exit code 1 when no demand names it.

    A demand that was closed without a grant is listed, and no longer counted in what is asked.

    \b
    Example:
      hub plan show plan_k2v7m4qzt6wxn3b5ryc2d4f6ga --json
    """
    if FORM.fullmatch(plan_ref) is None:
        raise click.BadParameter("une référence de plan s'écrit plan_ puis 26 caractères de a à z et de 2 à 7.", param_hint="PLAN_REF")
    import json

    from rich.console import Console

    from hub.cli._plan import print_plan
    from hub.cli._reading import lag_in_words, lag_of, reading
    from hub.core.person_facts import plan_id
    from hub.readmodel.plans import plan_of
    from hub.settings import load_settings

    settings = load_settings()
    with reading(settings) as model:
        lag = lag_of(settings, model)
        found = plan_of(model, plan_id(plan_ref))
    if found is None:
        click.echo(f"Aucune demande du plan {plan_ref} dans le modèle de lecture. {lag_in_words(lag)}", err=True)
        ctx.exit(1)
    if as_json:
        click.echo(json.dumps({"plan": plan_ref, **found.as_json(), "retard": lag}, ensure_ascii=False, indent=2))
        return
    print_plan(plan_ref, found, Console())
    click.echo(lag_in_words(lag))
