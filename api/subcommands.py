"""Actions below a command, each with its help in Vietnamese; argparse alone."""

import argparse
from collections.abc import Mapping

Parser = argparse.ArgumentParser


def add_actions(parser: Parser, parser_class: type[Parser], texts: Mapping[str, str]) -> dict[str, Parser]:
    """Adds an action for each name of `texts`, which says what it does, and returns their parsers."""
    actions = parser.add_subparsers(
        dest="action", required=True, metavar="VIỆC", title="các việc", parser_class=parser_class
    )
    made = {name: actions.add_parser(name, help=text, description=text, add_help=False) for name, text in texts.items()}
    for subparser in made.values():
        in_vietnamese(subparser)
    return made


def in_vietnamese(parser: Parser) -> None:
    """Names the groups of a parser's help, and its option for help, in Vietnamese."""
    parser._optionals.title = "tùy chọn"
    parser._positionals.title = "tham số"
    parser.add_argument("-h", "--help", action="help", help="in hướng dẫn này")
