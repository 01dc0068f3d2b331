"""The reader of the text: one layer a line, blocks in braces. docs/text.md is its description."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from explorer import limits
from explorer.errors import SettingError
from explorer.formats.text import names
from explorer.formats.text.entries import Entry, Spot, check_count, checked_name, shape_at
from explorer.formats.text.tokens import Stream, Token
from explorer.formats.text.values import begins_value, checked, read_value, takes
from explorer.layers.base import Layer, Shape
from explorer.layers.stack import Branches, layer_count
from explorer.settings import Bool, Float, Pair, Setting

_EXAMPLE = "Write one layer a line, such as conv 32 3x3 or relu."
_MOST_LINES = 8 * limits.LAYERS
"""Lines that may be read, those that make no layer counted: empty blocks, and branches without layers."""
_REPEAT, _NOTHING, _INPUT = "repeat", "identity", "input"


def parse(text: str) -> tuple[list[Entry], Shape | None]:
    """The layers of a text and the shape that its input line gives, None without one. Raises TextError."""
    parser = _Parser(text)
    shape = parser.input_line()
    entries = parser.stack(0, 0)
    parser.check_end()
    return entries, shape


def input_shape(stream: Stream, spot: Spot) -> Shape:
    """The shape that stands behind the word “input”. Raises TextError."""
    numbers: list[Any] = []
    while begins_value(stream.peek()) or stream.peek().is_mark(",=:"):
        if stream.take_mark(",=:"):
            continue
        value = read_value(stream, _INPUT)
        numbers += value if isinstance(value, tuple) else [value]
    token = stream.peek()
    if token.kind not in ("break", "end") or len(numbers) not in (2, 3):
        ended = token.kind in ("break", "end")
        given = f"{len(numbers)} number{'' if len(numbers) == 1 else 's'}" if ended else f"“{token.text[:40]}”"
        raise (spot if ended else token.spot).error(
            f"The input line gives {given}.", "Write rows, columns and channels, such as input 224x224x3."
        )
    return shape_at(numbers if len(numbers) == 3 else [*numbers, 3], spot)


class _Parser:
    """Goes through the tokens once. Blocks are read by recursion, which `limits.TEXT_DEPTH` bounds."""

    def __init__(self, text: str) -> None:
        self.stream = Stream(text)
        self.count = 0
        self.lines = 0

    def input_line(self) -> Shape | None:
        """The shape of the input, if the text begins with it."""
        self.stream.skip_breaks()
        token = self.stream.peek()
        if token.kind != "word" or names.plain(token.text) != _INPUT:
            return None
        self.stream.take()
        return input_shape(self.stream, token.spot)

    def check_end(self) -> None:
        """Raise TextError if something stands behind the network: a brace or a bar too many."""
        token = self.stream.peek()
        if token.kind != "end":
            raise token.spot.error(f"“{token.text}” stands outside of a block.", "Take it out, or open a block with {.")

    # -- stacks and lines ---------------------------------------------------------------------------------------------

    def stack(self, depth: int, composites: int) -> list[Entry]:
        """Layers one after the other, up to the end of their block or of the text."""
        entries: list[Entry] = []
        taken: set[str] = set()
        while True:
            while self.stream.peek().kind == "break" or self.stream.peek().is_mark(","):
                self.stream.take()
            token = self.stream.peek()
            if token.kind == "end" or token.is_mark("|}"):
                return entries
            entries += self._line(depth, composites, taken)

    def _line(self, depth: int, composites: int, taken: set[str]) -> list[Entry]:
        token = self.stream.peek()
        self.lines += 1
        if self.lines > _MOST_LINES:
            raise token.spot.error(f"The text has more than {_MOST_LINES:,} lines.", "Take those out that do nothing.")
        if token.kind != "word":
            raise token.spot.error(f"A line cannot begin with “{token.text[:40]}”.", _EXAMPLE)
        word = names.plain(token.text)
        kind = self._kind()
        if kind is not None:
            return [self._layer(kind, token, depth, composites, taken)]
        if word == _REPEAT:
            return self._repeat(depth, composites, taken)
        if word == _NOTHING:
            self.stream.take()
            self._line_end(token)
            return []
        if word == _INPUT:
            raise token.spot.error("The input stands behind other lines.", "Make it the first line of the text.")
        words = [*(names.kind_word(each) for each in set(names.kind_words().values())), _REPEAT, _INPUT, _NOTHING]
        near = names.did_you_mean(token.text, words, "") or names.did_you_mean(
            token.text, list(names.kind_words()), _EXAMPLE
        )
        raise token.spot.error(f"“{token.text[:40]}” is not a kind of layer.", near)

    def _line_end(self, token: Token) -> None:
        after = self.stream.peek()
        if after.kind not in ("break", "end") and not after.is_mark("|},"):
            raise after.spot.error(f"“{after.text[:40]}” is more than {token.text} takes.", "Take it out.")

    def _kind(self) -> type[Layer] | None:
        """The kind that the next words name, the longest name first; its words are taken."""
        words: list[str] = []
        while len(words) < names.MAX_WORDS and self.stream.peek(len(words)).kind == "word":
            words.append(names.plain(self.stream.peek(len(words)).text))
        for count in range(len(words), 0, -1):
            kind = names.kind_words().get("".join(words[:count]))
            if kind is not None:
                for _ in range(count):
                    self.stream.take()
                return kind
        return None

    def _repeat(self, depth: int, composites: int, taken: set[str]) -> list[Entry]:
        token = self.stream.take()
        count = self.stream.take()
        if not isinstance(count.value, int) or not 1 <= count.value <= limits.LAYERS:
            shown = "The end of the line" if count.kind in ("break", "end") else f"“{count.text[:40]}”"
            raise count.spot.error(
                f"{shown} does not say how many times to repeat.",
                f"Write a whole number from 1 to {limits.LAYERS}, such as repeat 4 {{ ... }}.",
            )
        blocks = self._block(token, depth + 1, composites)
        if len(blocks) > 1:
            raise token.spot.error("The block of repeat has several parts.", "Take out the bar |.")
        entries = blocks[0]
        named = next((entry for entry in entries if entry.name), None)
        if named and count.value > 1:
            raise named.spot.error(
                f"“{named.name}” would be the name of {count.value} layers.", "Leave the name out inside of repeat."
            )
        for entry in entries:
            if entry.name:
                checked_name(entry.name, entry.spot, taken)
        own = layer_count([entry.layer for entry in entries])
        self.count += own * (count.value - 1)
        check_count(self.count, token.spot)
        return entries * count.value

    def _block(self, token: Token, depth: int, composites: int) -> list[list[Entry]]:
        """What stands between braces: a list of layers for each part between bars."""
        self.stream.skip_breaks()
        opening = self.stream.peek()
        if not opening.is_mark("{"):
            raise token.spot.error(
                f"{token.text} has no layers of its own.", f"Write them in braces: {token.text} {{ ... }}."
            )
        if depth > limits.TEXT_DEPTH or composites > limits.COMPOSITE_DEPTH:
            most = limits.TEXT_DEPTH if depth > limits.TEXT_DEPTH else limits.COMPOSITE_DEPTH
            raise opening.spot.error(f"Blocks are nested more than {most} deep.", "Take some of them out.")
        self.stream.take()
        parts = [self.stack(depth, composites)]
        while self.stream.take_mark("|"):
            parts.append(self.stack(depth, composites))
            if len(parts) > limits.BRANCHES:
                raise opening.spot.error(
                    f"This block has more than {limits.BRANCHES} parts.", "Take out some of the bars |."
                )
        if not self.stream.take_mark("}"):
            raise opening.spot.error("“{” is not closed.", "Write } behind the last layer of the block.")
        return parts

    # -- a layer --------------------------------------------------------------------------------------------------------

    def _layer(self, kind: type[Layer], token: Token, depth: int, composites: int, taken: set[str]) -> Entry:
        self.count += 1
        check_count(self.count, token.spot)
        given, name = self._settings(kind, token, taken)
        stacks: list[list[Entry]] = []
        if names.stack_settings(kind):
            stacks = self._block(token, depth + 1, composites + 1)
            given |= _as_stacks(kind, stacks, token)
            if self._word_ahead("as"):
                name = self._name(name, taken)
            self._line_end(token)
        elif self.stream.peek().is_mark("{"):
            raise self.stream.peek().spot.error(f"{token.text} holds no layers.", "Take the braces out.")
        for setting, other in names.FOLLOWING.items():
            if other in given and setting in names.setting_words(kind):
                given.setdefault(setting, given[other])
        _check_required(kind, given, token)
        try:
            layer = kind(**given)
        except SettingError as error:
            raise token.spot.error(error.problem, error.remedy) from None
        padded = [tuple(stack) for stack in stacks] + [()] * (len(layer.branches) - len(stacks))
        return Entry(layer, token.spot, name, tuple(padded))

    def _settings(self, kind: type[Layer], token: Token, taken: set[str]) -> tuple[dict[str, Any], str]:
        """The settings that stand behind the name of a kind, and the layer's own name."""
        given: dict[str, Any] = {}
        name = ""
        while True:
            ahead = self.stream.peek()
            if ahead.kind in ("break", "end") or ahead.is_mark("{}|"):
                return given, name
            if ahead.is_mark(","):
                if self._layer_behind_comma(kind):
                    return given, name
                self.stream.take()
            elif self._word_ahead("as"):
                name = self._name(name, taken)
            elif ahead.kind == "word":
                self._by_word(kind, token, given)
            else:
                self._in_place(kind, token, given)

    def _word_ahead(self, word: str) -> bool:
        token = self.stream.peek()
        return token.kind == "word" and token.text.lower() == word

    def _layer_behind_comma(self, kind: type[Layer]) -> bool:
        token = self.stream.peek(1)
        word = names.plain(token.text) if token.kind == "word" else ""
        return bool(word) and word not in names.setting_words(kind) and word in (*names.kind_words(), _REPEAT)

    def _name(self, before: str, taken: set[str]) -> str:
        token = self.stream.take()
        name = self.stream.take()
        if before:
            raise token.spot.error("The layer gets two names.", "Give it one.")
        if name.kind != "word":
            raise name.spot.error("The name behind “as” is missing.", "Write a name that begins with a letter.")
        return checked_name(name.value, name.spot, taken)

    def _by_word(self, kind: type[Layer], token: Token, given: dict[str, Any]) -> None:
        """A setting by its name (stride 2, alpha=2, no bias), or a word that is a value (same, bilinear)."""
        word = self.stream.take()
        words = names.setting_words(kind)
        followed = self.stream.peek().is_mark("=:")
        if word.text.lower() in ("no", "without") and self.stream.peek().kind == "word":
            setting = words.get(names.plain(self.stream.peek().text))
            if setting is not None and isinstance(setting.type, Bool):
                word = self.stream.take()
                return _give(given, setting, False, word.spot)
            if setting is None:
                raise _no_setting(kind, token, self.stream.peek())
        setting = words.get(names.plain(word.text))
        if setting is None and not followed:
            for each in names.simple_settings(kind):
                if each.name not in given and takes(each.type, word.value):
                    return _give(given, each, word.value, word.spot)
        if setting is None:
            raise _no_setting(kind, token, word)
        if followed:
            self.stream.take()
        if isinstance(setting.type, Bool) and not followed and not self._is_bool(self.stream.peek()):
            return _give(given, setting, True, word.spot)
        spot = self.stream.peek().spot
        if self.stream.peek().kind == "unreadable":
            raise _unreadable(self.stream.peek(), setting)
        return _give(given, setting, read_value(self.stream, word.text), spot)

    def _is_bool(self, token: Token) -> bool:
        return token.kind == "word" and token.text.lower() in ("yes", "no", "on", "off", "true", "false")

    def _in_place(self, kind: type[Layer], token: Token, given: dict[str, Any]) -> None:
        """A value that stands alone: it belongs to the first setting that is not given yet and takes such a value."""
        ahead = self.stream.peek()
        settings = [each for each in names.simple_settings(kind) if each.name not in given]
        settings = [each for each in settings if not isinstance(each.type, Bool)]
        if ahead.kind == "unreadable" and settings:
            raise _unreadable(ahead, settings[0])
        if not settings or not begins_value(ahead):
            raise ahead.spot.error(f"“{ahead.text[:40]}” is more than {token.text} takes.", "Take it out.")
        value = read_value(self.stream, token.text)
        fitting = next((each for each in settings if takes(each.type, value)), None)
        if fitting is None and isinstance(value, tuple):
            raise ahead.spot.error(f"“{ahead.text[:40]}” is more than {token.text} takes.", "Take it out.")
        fitting = fitting or settings[0]
        _give(given, fitting, value, ahead.spot)


def _give(given: dict[str, Any], setting: Setting, value: Any, spot: Spot) -> None:
    if setting.name in given:
        raise spot.error(f"The {_spoken(setting)} is given twice.", "Take one of them out.")
    given[setting.name] = checked(setting, value, spot)


def _unreadable(token: Token, setting: Setting) -> Exception:
    digits = "".join(character for character in token.text if character in "0123456789")[:4] or "3"
    forms = f"{digits} or {digits}x{digits}" if isinstance(setting.type, Pair) else digits
    forms = "a number such as 0.5" if isinstance(setting.type, Float) else forms
    what = _spoken(setting)
    article = "an" if what[0] in "aeiou" else "a"
    return token.spot.error(f"“{token.text[:40]}” is not {article} {what}.", f"Write {forms}.")


def _spoken(setting: Setting) -> str:
    return {"filters": "number of filters", "units": "number of units", "strides": "stride", "rate": "rate"}.get(
        setting.name, setting.name.replace("_", " ")
    )


def _no_setting(kind: type[Layer], token: Token, word: Token) -> Exception:
    shown = word.text[:40]
    if names.plain(word.text) in names.kind_words():
        return word.spot.error(f"“{shown}” is a layer of its own.", "Put it on the next line, or behind a ;.")
    listed = [names.setting_word(kind, each) for each in names.simple_settings(kind)]
    remedy = f"It takes {', '.join(listed)}." if listed else f"{token.text} takes none."
    near = names.did_you_mean(word.text, [*listed, *_options(kind)], remedy)
    return word.spot.error(f"“{shown}” is not a setting of {token.text}.", near)


def _options(kind: type[Layer]) -> Iterator[str]:
    """The words that are values of the kind's settings."""
    for setting in names.simple_settings(kind):
        yield from (
            word for word in ("same", "valid", *getattr(setting.type, "options", ())) if takes(setting.type, word)
        )


def _check_required(kind: type[Layer], given: dict[str, Any], token: Token) -> None:
    for setting in names.simple_settings(kind):
        if setting.name in names.REQUIRED and setting.name not in given:
            example = f"{token.text} 32 3x3" if setting.name == "filters" else f"{token.text} 10"
            raise token.spot.error(
                f"{token.text} does not say how many {setting.name} it has.", f"Write it, as in {example}."
            )


def _as_stacks(kind: type[Layer], stacks: list[list[Entry]], token: Token) -> dict[str, Any]:
    """The parts of a block as the settings of a composite: a setting of several branches takes all that are left."""
    layers = [tuple(entry.layer for entry in stack) for stack in stacks]
    found: dict[str, Any] = {}
    for setting in names.stack_settings(kind):
        if isinstance(setting.type, Branches):
            found[setting.name], layers = tuple(layers), []
        elif layers:
            found[setting.name] = layers.pop(0)
    if layers:
        most = len(stacks) - len(layers)
        raise token.spot.error(
            f"{token.text} takes at most {most} parts, but has {len(stacks)}.", "Take out some of the bars |."
        )
    return found
