"""What of a figure is drawn, and what says only how it behaves in a browser: anything else is refused by its name."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError

Part = Mapping[str, Any]
"""A part of a figure: a trace, the layout, an axis."""
_HOVER = (
    "hoverinfo",
    "hovertemplate",
    "hoverongaps",
    "hoverlabel",
    "customdata",
    "name",
    "meta",
    "uid",
    "legendgroup",
    "ids",
)
_PLACE = ("type", "xaxis", "yaxis", "visible", "showlegend", "opacity")
_CELLS = ("x", "y", "x0", "y0", "dx", "dy")
TRACES: dict[str, tuple[str, ...]] = {
    "image": ("source", "zsmooth", *_CELLS),
    "heatmap": (
        *("z", "zmin", "zmax", "colorscale", "showscale", "xgap", "ygap", "text", "texttemplate", "textfont", *_CELLS),
        *("colorbar", "zauto", "zsmooth"),
    ),
    "bar": ("x", "y", "base", "width", "orientation", "marker", "text", "textposition", "cliponaxis", "textfont"),
    "scatter": ("x", "y", "mode", "line", "marker", "text", "textfont", "textposition", "cliponaxis", "connectgaps"),
}
"""The properties of each type of trace that are drawn, besides those that all have."""
ALIKE = {"scattergl": "scatter"}
LAYOUT = (
    *("width", "height", "margin", "paper_bgcolor", "plot_bgcolor", "font", "showlegend", "legend", "shapes", "images"),
    *("annotations", "title", "bargap", "barmode", "colorway"),
)
AXIS = (
    *("range", "visible", "autorange", "tickvals", "ticktext", "tickangle", "autotickangles", "showgrid", "gridcolor"),
    *(
        "gridwidth",
        "zeroline",
        "zerolinecolor",
        "zerolinewidth",
        "ticks",
        "nticks",
        "tickformat",
        "ticksuffix",
        "title",
        "type",
    ),
    *(
        "domain",
        "anchor",
        "rangemode",
        "showticklabels",
        "tickfont",
        "showline",
        "linecolor",
        "linewidth",
        "tickmode",
        "side",
    ),
)
SHAPE = (
    "type",
    "path",
    "x0",
    "x1",
    "y0",
    "y1",
    "xref",
    "yref",
    "line",
    "fillcolor",
    "fillrule",
    "opacity",
    "layer",
    "visible",
)
ANNOTATION = (
    *(
        "text",
        "x",
        "y",
        "xref",
        "yref",
        "xanchor",
        "yanchor",
        "xshift",
        "yshift",
        "align",
        "font",
        "bgcolor",
        "borderpad",
    ),
    *("textangle", "visible", "showarrow", "opacity", "borderwidth", "bordercolor"),
)
IMAGE = (
    "source",
    "x",
    "y",
    "sizex",
    "sizey",
    "xref",
    "yref",
    "xanchor",
    "yanchor",
    "sizing",
    "layer",
    "opacity",
    "visible",
)
_BEHAVES: dict[str, tuple[str, ...]] = {
    "layout": (
        *(
            "hovermode",
            "dragmode",
            "meta",
            "template",
            "uirevision",
            "hoverlabel",
            "autosize",
            "clickmode",
            "separators",
        ),
        *("hoverdistance", "selectdirection"),
    ),
    "axis": (
        "fixedrange",
        "automargin",
        "scaleanchor",
        "constrain",
        "uirevision",
        "hoverformat",
        "autotypenumbers",
        "scaleratio",
    ),
    "shape": ("name", "editable", "legendgroup"),
    "annotation": ("name", "ax", "ay", "captureevents", "hovertext", "clicktoshow"),
    "image": ("name",),
}


def check(part: Part, drawn: Iterable[str], what: str) -> None:
    """Raises SettingError for a property of `part` that is neither drawn nor without a look. `what` names the part."""
    known = {*drawn, *_BEHAVES.get(what, ()), *(_HOVER if what not in _BEHAVES else ())}
    for name, value in part.items():
        if name not in known and value is not None:
            raise _unknown(f"{name} of {'an' if what[0] in 'aeiou' else 'a'} {what}")


def _unknown(what: str) -> SettingError:
    return SettingError(
        f"The picture has {what}, which is not drawn in SVG and PNG files.",
        "Save it as an .html file, which Plotly draws.",
    )


def check_value(value: Any, allowed: Sequence[Any], what: str) -> Any:
    """`value`, if it is one of `allowed`. Raises SettingError for another; `what` names the property."""
    if value not in allowed:
        raise _unknown(f"{what} {value!r}")
    return value


def check_trace(trace: Part) -> str:
    """The type of a trace, each of whose properties is known. Raises SettingError for any other."""
    kind = trace.get("type", "scatter")
    kind = ALIKE.get(kind, kind)
    if kind not in TRACES:
        raise _unknown(f"a trace of type {kind!r}")
    check(trace, (*_PLACE, *TRACES[kind]), f"{kind} trace")
    return str(kind)


def numbers(values: Any) -> NDArray[Any]:
    """Numbers as an array: a list, an array, or Plotly's own form of one, {"dtype", "bdata", "shape"}."""
    if isinstance(values, Mapping):
        flat = np.frombuffer(base64.b64decode(values["bdata"]), np.dtype(values["dtype"]))
        shape = values.get("shape")
        return flat.reshape([int(n) for n in str(shape).split(",")]) if shape else flat
    return np.asarray(values)


def listed(value: Any, count: int) -> list[Any]:
    """`count` values: those of a sequence, or the same one as often."""
    if isinstance(value, Mapping) and "bdata" in value:
        return list(numbers(value).tolist())
    return list(value) if isinstance(value, list | tuple | np.ndarray) else [value] * count


def merged(*parts: Part | None) -> dict[str, Any]:
    """The parts on top of each other, the last one winning; inner parts are merged as well."""
    result: dict[str, Any] = {}
    for part in parts:
        for name, value in (part or {}).items():
            if value is None:
                continue
            inner = result.get(name)
            both = isinstance(inner, Mapping) and isinstance(value, Mapping)
            result[name] = merged(inner, value) if both else value
    return result


def plain_figure(figure: Any) -> dict[str, Any]:
    """A figure of Plotly, or its dictionary, as a dictionary with its template's values filled in."""
    given = figure if isinstance(figure, Mapping) else figure.to_dict()
    layout = given.get("layout", {})
    template = layout.get("template") or {}
    general, by_type = template.get("layout") or {}, template.get("data") or {}
    names = {name for name in (*layout, "xaxis", "yaxis") if name.startswith(("xaxis", "yaxis"))}
    shared = {name: general[name] for name in LAYOUT if name in general}
    axes = {name: merged(_drawn(general.get(name[:5]), AXIS), layout.get(name)) for name in names}
    lists = {
        "shapes": [merged(_drawn(general.get("shapedefaults"), SHAPE), each) for each in layout.get("shapes") or ()],
        "annotations": [
            merged(_drawn(general.get("annotationdefaults"), ANNOTATION), each)
            for each in layout.get("annotations") or ()
        ],
        "images": list(layout.get("images") or ()),
    }
    own = {name: value for name, value in layout.items() if name not in names and name != "template"}
    data = [_with_defaults(trace, by_type) for trace in given.get("data", ())]
    return {"data": data, "layout": merged(shared, own) | axes | lists}


def _with_defaults(trace: Part, by_type: Part) -> dict[str, Any]:
    """A trace with what its template says of its type."""
    kind = str(trace.get("type", "scatter"))
    defaults = (by_type.get(kind) or [{}])[0]
    return merged(_drawn(defaults, TRACES.get(ALIKE.get(kind, kind), ())), trace)


def _drawn(defaults: Part | None, names: Iterable[str]) -> dict[str, Any]:
    """What of the defaults is drawn: a template has a value for everything."""
    return {name: value for name, value in (defaults or {}).items() if name in names}
