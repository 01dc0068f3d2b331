"""Calls as pasted texts write them, layers.Conv2D(32, 3), and how their arguments are taken apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from explorer.errors import SettingError, quoted
from explorer.formats.text.entries import Spot
from explorer.formats.text.names import did_you_mean
from explorer.layers.base import Layer


class Symbol(str):
    """A name without a value in the text: of an activation it is the value, of a number it is missing."""


@dataclass(frozen=True)
class Argument:
    """A value and where it stands."""

    value: Any
    spot: Spot


@dataclass(frozen=True)
class Call:
    """A call by the last part of its name; `label` is what the model calls the layer, "" if nothing."""

    name: str
    args: tuple[Argument, ...]
    named: Mapping[str, Argument]
    spot: Spot
    label: str = field(default="", compare=False)


class Arguments:
    """The arguments of a call by their names in `signature`. Raises TextError for unknown ones and for too many.

    `signature` lists them with commas; those behind a "*" cannot be given by place.
    """

    def __init__(self, call: Call, signature: str, ignored: Sequence[str] = ()) -> None:
        by_place, _, by_name = signature.partition("*")
        places = [name for name in by_place.split(",") if name]
        self.call = call
        if len(call.args) > len(places):
            extra = call.args[len(places)]
            raise extra.spot.error(f"{call.name} has more values than are known here.", "Give this one by its name.")
        self.given: dict[str, Argument] = dict(zip(places, call.args, strict=False))
        known = [*places, *(name for name in by_name.split(",") if name)]
        for name, argument in call.named.items():
            if name in ignored:
                continue
            if name not in known:
                raise argument.spot.error(
                    f"“{name}” is not an argument of {call.name} that is known here.",
                    did_you_mean(name, known, f"It can have {', '.join(known)}." if known else "It can have none."),
                )
            if name in self.given:
                raise argument.spot.error(f"{name} is given twice.", "Take one of them out.")
            self.given[name] = argument

    def __contains__(self, name: str) -> bool:
        return name in self.given

    def spot(self, name: str) -> Spot:
        """Where an argument stands; the call itself if it is not given."""
        return self.given[name].spot if name in self.given else self.call.spot

    def get(self, name: str, default: Any = None) -> Any:
        """The value of an argument. Raises TextError for a name that has no value in the text."""
        if name not in self.given:
            return default
        argument = self.given[name]
        for value in argument.value if isinstance(argument.value, tuple) else (argument.value,):
            if isinstance(value, Symbol):
                raise argument.spot.error(f"“{value[:40]}” has no value in this text.", "Write the value itself.")
            if isinstance(value, Call):
                raise argument.spot.error(f"{name} is a call of {value.name[:40]}.", "Write the value itself.")
        return argument.value

    def word(self, name: str, default: str) -> str:
        """An argument that may be a string or a name: activation="relu", activation=tf.nn.relu."""
        value = self.given[name].value if name in self.given else default
        return str(value) if isinstance(value, str) else default if value is None else quoted(value)

    def need(self, name: str) -> Any:
        """The value of an argument that has to be given. Raises TextError."""
        value = self.get(name)
        if value is None:
            raise self.call.spot.error(f"{self.call.name} has no {name}.", f"Write it, such as {name}=3.")
        return value

    def only(self, name: str, *allowed: Any) -> None:
        """Raise TextError if an argument has another value than the allowed ones, the first of which is the usual one."""
        value = self.get(name, allowed[0])
        if not any(value == each and isinstance(value, bool) == isinstance(each, bool) for each in allowed):
            raise self.spot(name).error(
                f"{self.call.name} with {name}={quoted(value)} is not known here.", f"Use {name}={allowed[0]!r}."
            )


def made(kind: type[Layer], call: Call, **settings: Any) -> Layer:
    """A layer with these settings. Raises TextError, at the call, for values that it does not take."""
    try:
        return kind(**settings)
    except SettingError as error:
        raise call.spot.error(error.problem, error.remedy) from None


def unknown_layer(call: Call, known: Sequence[str]) -> Exception:
    """The error of a layer that the app does not have."""
    by_word = {name.lower(): name for name in known}
    near = did_you_mean(call.name, list(by_word), "")
    for word in sorted(by_word, key=len, reverse=True):
        near = near.replace(word, by_word[word])
    remedy = near or "Take it out, or write the layers that it stands for."
    return call.spot.error(f"{call.name[:40]} is not a layer that CNN Explorer has.", remedy)
