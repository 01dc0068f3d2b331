"""Texts that are no network: each is refused with its line, its column, the cause and what to do about it."""

from __future__ import annotations

import pytest

import explorer
from explorer import limits
from explorer.errors import SettingError, TextError

REFUSED: dict[str, str] = {
    "conv 32 5x": "1, 9|“5x” is not a kernel size. Write 5 or 5x5.",
    "conv 3y": "1, 6|“3y” is not a number of filters. Write 3.",
    "dropout 0.5.1": "1, 9|“0.5.1” is not a rate. Write a number such as 0.5.",
    "conv 8 stride 2x": "1, 15|“2x” is not a stride. Write 2 or 2x2.",
    "cnov 32 3x3": "1, 1|“cnov” is not a kind of layer. Did you mean conv?",
    "pool 2": "1, 1|“pool” is not a kind of layer. Did you mean maxpool or avgpool?",
    "lstm 5": "1, 1|“lstm” is not a kind of layer. Write one layer a line, such as conv 32 3x3 or relu.",
    "conv": "1, 1|conv does not say how many filters it has. Write it, as in conv 32 3x3.",
    "conv 3x3": "1, 1|conv does not say how many filters it has. Write it, as in conv 32 3x3.",
    "fc": "1, 1|fc does not say how many units it has. Write it, as in fc 10.",
    "conv 32 3x3 strid 2": "1, 13|“strid” is not a setting of conv. Did you mean stride?",
    "conv 32 strides=": "1, 17|The value of strides is missing: here is the end of the line. Write it behind strides.",
    "conv 32 stride }": "1, 16|The value of stride is missing: here is “}”. Write it behind stride.",
    "conv 32 3x3 stride 0": "1, 20|Strides: 0 is less than 1. Use a whole number, 1 to 63.",
    "conv 32 stride 2 stride 2": "1, 25|The stride is given twice. Take one of them out.",
    "conv 32 3x3 3x3 3x3 3x3 3x3": "1, 25|“3x3” is more than conv takes. Take it out.",
    "conv 32 3x3 relu": "1, 13|“relu” is a layer of its own. Put it on the next line, or behind a ;.",
    "conv 32.5": "1, 6|Filters: 32.5 is not a whole number. Use one from 1 to 4,096.",
    "conv 99999": "1, 6|Filters: 99,999 is more than 4,096. Use a whole number, 1 to 4,096.",
    "conv 32 65x3": "1, 9|Kernel size for rows: 65 is more than 63. Use a whole number, 1 to 63.",
    "conv 32 3x3 samee": "1, 13|“samee” is not a setting of conv. Did you mean same?",
    "conv 32 pad ((1,2)": "1, 13|“(” is not closed. Write “)” behind its last number.",
    "conv 32 pad (((((1)))))": "1, 17|The value of pad is missing: here is “(”. Write it behind pad.",
    "conv 8 kernel=(3,3,3)": "1, 15|Kernel size: 3 numbers are given. Use one number, or two for rows and columns.",
    "conv 8 3x3 pad -1": "1, 16|Padding: -1 is less than 0. Use a whole number, 0 to 64.",
    "conv 8 1e999": "1, 8|Kernel size: inf is not a number. Use a whole number, 1 to 63.",
    f"conv {'9' * 50}": f"1, 6|“{'9' * 40}” is not a number of filters. Write 9999.",
    "dense 10 no bais": "1, 13|“bais” is not a setting of dense. Did you mean bias?",
    "conv 32 as": "1, 11|The name behind “as” is missing. Write a name that begins with a letter.",
    "conv 32 as 5": "1, 12|The name behind “as” is missing. Write a name that begins with a letter.",
    "conv 32 as a as b": "1, 14|The layer gets two names. Give it one.",
    "relu as a\nrelu as a": "2, 9|“a” is the name of two layers. Choose another name for one of them.",
    "relu as input": "1, 9|“input” is the name of two layers. Choose another name for one of them.",
    f"relu as {'n' * 21}": "1, 9|A layer cannot be named 'nnnnnnnnnnnnnnnnnnnnn'. "
    "Begin with a letter; use letters, digits, _ and -, at most 20.",
    "relu 6": "1, 6|“6” is more than relu takes. Take it out.",
    "relu { }": "1, 6|relu holds no layers. Take the braces out.",
    "softmax axis=1": "1, 9|“axis” is not a setting of softmax. softmax takes none.",
    "flatten (": "1, 9|“(” is more than flatten takes. Take it out.",
    "zeropad same": "1, 9|“same” is not a setting of zeropad. It takes pad.",
    "dropout 1.5": "1, 9|Rate: 1.5 is more than 1. Use a number, 0 to 1.",
    "rescale 1/0": "1, 9|“1/0” divides by zero. Write another number.",
    "rescale scale=yes": "1, 15|Scale: 'yes' is not a finite number. Use a number, -1e+06 to 1e+06.",
    "upsample 2 bilinaer": "1, 12|“bilinaer” is not a setting of upsample. Did you mean bilinear?",
    "upsample mode=cubic": "1, 15|Interpolation: 'cubic' is not one of the choices. Use one of 'nearest', 'bilinear'.",
    "gap keepdims=maybe": "1, 14|Keepdims: 'maybe' is neither on nor off. Use True or False.",
    "residual": "1, 1|residual has no layers of its own. Write them in braces: residual { ... }.",
    "residual relu": "1, 10|“relu” is a layer of its own. Put it on the next line, or behind a ;.",
    "residual {\n  relu": "1, 10|“{” is not closed. Write } behind the last layer of the block.",
    "residual { relu }}": "1, 18|“}” stands outside of a block. Take it out, or open a block with {.",
    "residual { relu } 3": "1, 19|“3” is more than residual takes. Take it out.",
    "residual { relu|relu|relu }": "1, 1|residual takes at most 2 parts, but has 3. Take out some of the bars |.",
    "residual { conv 3 2x2 }": "1, 1|res1 adds its layers and its shortcut, but the layers make 8 × 8 × 3, "
    "the shortcut 9 × 9 × 3. "
    "Put a 1 × 1 convolution with matching filters and strides on the shortcut, or keep the size with the padding “same”.",
    "residual { { relu } }": "1, 12|A line cannot begin with “{”. Write one layer a line, such as conv 32 3x3 or relu.",
    "concat { relu }": "1, 1|Parallel branches: 1 is too few. Use 2 to 16 branches.",
    f"concat {{ {'|' * 16} }}": "1, 8|This block has more than 16 parts. Take out some of the bars |.",
    "residual { " * 7: "1, 76|Blocks are nested more than 6 deep. Take some of them out.",
    "repeat 1 { " * 13: "1, 142|Blocks are nested more than 12 deep. Take some of them out.",
    "repeat { relu }": "1, 8|“{” does not say how many times to repeat. "
    "Write a whole number from 1 to 512, such as repeat 4 { ... }.",
    "repeat 0 { relu }": "1, 8|“0” does not say how many times to repeat. "
    "Write a whole number from 1 to 512, such as repeat 4 { ... }.",
    "repeat 2 relu": "1, 1|repeat has no layers of its own. Write them in braces: repeat { ... }.",
    "repeat 2 { relu as x }": "1, 12|“x” would be the name of 2 layers. Leave the name out inside of repeat.",
    "repeat 2 { relu | relu }": "1, 1|The block of repeat has several parts. Take out the bar |.",
    "repeat 300 { relu; relu }": "1, 1|With this the network has 600 layers. Use at most 512.",
    "repeat 512 { repeat 512 { repeat 512 { relu } } }": "1, 14|With this the network has 262,144 layers. Use at most 512.",
    "relu\ninput 3x3x3": "2, 1|The input stands behind other lines. Make it the first line of the text.",
    "identity 3": "1, 10|“3” is more than identity takes. Take it out.",
    "| relu": "1, 1|“|” stands outside of a block. Take it out, or open a block with {.",
    "3x3": "1, 1|A line cannot begin with “3x3”. Write one layer a line, such as conv 32 3x3 or relu.",
    "%": "1, 1|“%” has no meaning here. Take it out, or put # in front of what is a comment.",
    "relu\x00": "1, 5|“character U+0000” has no meaning here. Take it out, or put # in front of what is a comment.",
    'conv "32': "1, 6|A quotation mark is opened and not closed. Close it, or leave the marks out.",
    "relu\n\n  conv 8 11x11 # big": "3, 3|conv1 needs 11 rows, but gets 9. "
    "Use a window of at most 9 rows, or the padding “same”.",
    "conv 8 groups 3": "1, 1|conv1 needs filters that split into 3 equal groups, but has 8. "
    "Use a number of groups that divides both the input maps and the filters.",
}
"""Texts behind "input 9x9x3", each with the line and column behind that, the problem and the remedy."""

INPUTS: dict[str, str] = {
    "": "The text is empty. Begin with the input, such as input 224x224x3, then one layer a line.",
    "# nothing\n\n": "The text is empty. Begin with the input, such as input 224x224x3, then one layer a line.",
    "relu": "The text does not say what the network's input is. Begin with a line such as input 224x224x3.",
    "input": "The input line gives 0 numbers. Write rows, columns and channels, such as input 224x224x3.",
    "input 224": "The input line gives 1 number. Write rows, columns and channels, such as input 224x224x3.",
    "input 5x5x3x4": "The input line gives 4 numbers. Write rows, columns and channels, such as input 224x224x3.",
    "input 5x5x3 relu": "The input line gives “relu”. Write rows, columns and channels, such as input 224x224x3.",
    "input 0x3x3": "The input has 0 rows. Use a whole number, 1 to 4,096.",
    "input 9x9999x3": "The input has 9999 columns. Use a whole number, 1 to 4,096.",
    "input 9x9x3.5": "The input line gives “9x9x3.5”. Write rows, columns and channels, such as input 224x224x3.",
    "input 9 9 0": "The input has 0 channels. Use a whole number, 1 to 4,096.",
}


def refusal(text: str) -> TextError:
    with pytest.raises(TextError) as caught:
        explorer.from_text(text)
    return caught.value


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: repr(text[:40]))
def test_a_malformed_text_is_refused_where_it_is_wrong(text: str) -> None:
    place, said = REFUSED[text].split("|", 1)
    line, column = map(int, place.split(","))
    error = refusal(f"input 9x9x3\n{text}")
    assert str(error) == f"Line {line + 1}, column {column}: {said}"
    assert (error.line, error.column) == (line + 1, column)


@pytest.mark.parametrize("text", INPUTS, ids=repr)
def test_an_input_that_is_none_is_refused(text: str) -> None:
    assert str(refusal(text)).split(": ", 1)[1] == INPUTS[text]


def test_there_are_enough_of_them() -> None:
    assert len(REFUSED) + len(INPUTS) >= 60


def test_a_text_is_bounded() -> None:
    error = refusal("#" * (limits.TEXT_BYTES + 1))
    assert error.problem == "Line 1, column 1: The text has 1,000,001 bytes."
    refusal("é" * (limits.TEXT_BYTES // 2 + 1))


@pytest.mark.parametrize(
    "text", ["(" * 900_000, "{" * 900_000, "repeat 1 {" * 90_000, "conv 1 " * 140_000, ";" * 900_000]
)
def test_a_long_text_ends_at_its_first_mistake(text: str) -> None:
    refusal(f"input 9x9x3\n{text}%")


@pytest.mark.parametrize("line", ["identity", "repeat 512 { }", "residual { | }"])
def test_lines_that_make_nothing_are_counted(line: str) -> None:
    refusal("input 9x9x3\n" + f"{line}\n" * 5000)


def test_empty_blocks_repeat_as_often_as_one_likes() -> None:
    assert explorer.from_text("input 9x9x3\nrepeat 512 { repeat 512 { } }\nrepeat 512 { repeat 512 { } }").layers == ()


@pytest.mark.parametrize("value", [None, b"relu", 3, ["relu"]])
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(SettingError, match="was given for the text"):
        explorer.from_text(value)  # type: ignore[arg-type]


def test_what_is_no_network_is_not_written() -> None:
    with pytest.raises(SettingError, match="was given for the network"):
        explorer.to_text("relu")  # type: ignore[arg-type]
