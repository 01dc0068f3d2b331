"""Faults that somebody could make, and for each the quick check that must catch it. `make soak` plants them one by one."""

from __future__ import annotations

from typing import NamedTuple

from tests.learning.faults import LEARNING

KERNELS, LAYERS = "explorer/kernels", "explorer/layers"
WRITTEN = "tests/test_exactness.py::test_every_kind_equals_its_sum_written_out"
ULPS = "tests/test_exactness.py::test_curves_are_within_8_units_in_the_last_place"
SLOPE = "tests/test_every_kind.py::test_backward_is_the_slope_of_forward"
META = "tests/test_metamorphic.py::test_"
GRADIENTS = "tests/running/test_backprop.py::test_"
CONV = "tests/kernels/convolution/test_convolution.py::test_"
BRANCHES = "tests/network/test_branches.py::test_"
POOL = "tests/kernels/pooling/test_pooling.py::test_"


class Fault(NamedTuple):
    """In `file`, `old` (which occurs once) becomes `new`; `check` is a pytest node that must then fail."""

    name: str
    file: str
    old: str
    new: str
    check: str


FAULTS = (
    # -- convolutions ---------------------------------------------------------------------------------------------
    Fault(
        "kernel flipped",
        f"{KERNELS}/convolution/convolution.py",
        "    if groups == 1 and len(x) == 1:\n",
        "    kernel = kernel[::-1, ::-1]\n    if groups == 1 and len(x) == 1:\n",
        f"{CONV}the_kernel_is_not_flipped",
    ),
    Fault(
        "the odd zero goes before",
        "explorer/windows.py",
        "return total // 2, total - total // 2",
        "return total - total // 2, total // 2",
        f"{CONV}the_odd_zero_of_same_padding_goes_after",
    ),
    Fault(
        "bias left out",
        f"{KERNELS}/convolution/one_image.py",
        "    shift[:] = bias\n",
        "    shift[:] = 0 * bias\n",
        f"{META}a_1x1_convolution_is_a_matrix_product",
    ),
    Fault(
        "zeros of the strip before left below the map",
        f"{KERNELS}/blocks.py",
        "strip[:above], strip[below:] = 0, 0",
        "strip[:above] = 0",
        f"{CONV}equals_onnxruntime_across_blocks",
    ),
    Fault(
        "columns step as rows do",
        f"{KERNELS}/blocks.py",
        "by_col * strides[1]",
        "by_col * strides[0]",
        f"{CONV}equals_scipy_in_float64",
    ),
    Fault(
        "rows dilated as columns are",
        f"{KERNELS}/blocks.py",
        "by_row * dilation[0]",
        "by_row * dilation[1]",
        f"{CONV}equals_scipy_in_float64",
    ),
    Fault(
        "groups joined in the wrong order",
        f"{KERNELS}/convolution/convolution.py",
        "split.transpose(4, 0, 1, 2, 3, 5)",
        "split[:, :, :, :, ::-1].transpose(4, 0, 1, 2, 3, 5)",
        f"{META}groups_are_split_and_joined",
    ),
    Fault(
        "depthwise maps in the wrong order",
        f"{LAYERS}/convolution/depthwise.py",
        "            kernel.reshape(*kernel.shape[:2], 1, -1),\n            params",
        "            kernel.swapaxes(2, 3).reshape(*kernel.shape[:2], 1, -1),\n            params",
        f"{META}a_depthwise_convolution_is_a_grouped_one",
    ),
    Fault(
        "transposed kernel flipped",
        f"{KERNELS}/convolution/transposed.py",
        "matrices[row, col])",
        "matrices[-1 - row, -1 - col])",
        f"{WRITTEN}[conv2d_transpose]",
    ),
    Fault(
        "transposed convolution cuts the odd cell off before",
        f"{LAYERS}/convolution/transpose.py",
        "before = max(whole - given, 0) // 2",
        "before = (max(whole - given, 0) + 1) // 2",
        f"{WRITTEN}[conv2d_transpose]",
    ),
    # -- pooling --------------------------------------------------------------------------------------------------
    Fault(
        "padding counted in the average",
        f"{LAYERS}/pooling/pool.py",
        "if self.count_padding else NONE",
        "if True else NONE",
        f"{POOL}padding_counts_in_a_mean_only_when_asked",
    ),
    Fault(
        "zeros in the padding of a maximum",
        f"{KERNELS}/pooling/pooling.py",
        "padded = pad(x, sides, -np.inf)",
        "padded = pad(x, sides, 0.0)",
        f"{POOL}padding_never_wins_a_maximum",
    ),
    Fault(
        "padding wins against minus infinity",
        f"{KERNELS}/pooling/pooling.py",
        "np.maximum(sides[axis][0] - ",
        "0 * np.maximum(sides[axis][0] - ",
        f"{POOL}padding_wins_not_even_against_minus_infinity",
    ),
    Fault(
        "means of float32 summed in float32",
        f"{KERNELS}/pooling/pooling.py",
        "across = np.empty((block.images, most, out_cols, block.channels))",
        "across = np.empty((block.images, most, out_cols, block.channels), x.dtype)",
        f"{POOL}a_mean_in_float32_is_the_exact_one_rounded",
    ),
    Fault(
        "the mean of rows alone",
        f"{LAYERS}/pooling/global_pool.py",
        "x.mean(axis=(1, 2)",
        "x[:, :, :1].mean(axis=(1, 2)",
        f"{WRITTEN}[global_average_pool2d]",
    ),
    # -- curves ---------------------------------------------------------------------------------------------------
    Fault(
        "curves computed in float32",
        f"{KERNELS}/cellwise.py",
        "function(*(array.astype(np.float64, copy=False) for array in arrays[:-1]))",
        "function(*arrays[:-1])",
        f"{ULPS}[gelu]",
    ),
    Fault(
        "GELU always approximate",
        f"{LAYERS}/activation/smooth.py",
        "if self.approximate else 0.5",
        "if True else 0.5",
        f"{ULPS}[gelu]",
    ),
    Fault(
        "hard SiLU clipped at 5",
        f"{LAYERS}/activation/smooth.py",
        "np.clip(x + 3, 0, 6) / 6",
        "np.clip(x + 3, 0, 5) / 6",
        f"{ULPS}[hard_silu]",
    ),
    Fault(
        "sigmoid overflows",
        f"{LAYERS}/activation/smooth.py",
        "out: Array = expit(x)",
        "out: Array = 1 / (1 + np.exp(-x))",
        "tests/test_exactness.py::test_nothing_overflows",
    ),
    Fault(
        "exp(x) - 1 loses its digits near 0",
        f"{LAYERS}/activation/rectified.py",
        "np.expm1(np.minimum(x, 0.0))",
        "(np.exp(np.minimum(x, 0.0)) - 1)",
        f"{ULPS}[elu]",
    ),
    Fault(
        "alpha of another channel",
        f"{LAYERS}/activation/rectified.py",
        'return _leaky(x, params["alpha"]',
        'return _leaky(x, params["alpha"][::-1]',
        f"{WRITTEN}[prelu]",
    ),
    Fault(
        "offset subtracted",
        f"{LAYERS}/rescaling.py",
        "at * self.scale + self.offset",
        "at * self.scale - self.offset",
        f"{WRITTEN}[rescaling]",
    ),
    Fault(
        "softmax over another axis",
        f"{LAYERS}/activation/softmax.py",
        "np.add.reduce(powers, axis=-1",
        "np.add.reduce(powers, axis=1",
        f"{WRITTEN}[softmax]",
    ),
    # -- normalisation ----------------------------------------------------------------------------------------------
    Fault(
        "epsilon outside the root (batch)",
        f"{KERNELS}/normalization/normalization.py",
        "np.sqrt(variance.astype(np.float64) + epsilon)",
        "np.sqrt(variance.astype(np.float64)) + epsilon",
        f"{WRITTEN}[batch_normalization]",
    ),
    Fault(
        "epsilon outside the root (layer)",
        f"{KERNELS}/normalization/normalization.py",
        "np.sqrt(np.square(centred).mean(axis=axes, keepdims=True) + epsilon)",
        "np.sqrt(np.square(centred).mean(axis=axes, keepdims=True)) + epsilon",
        f"{WRITTEN}[layer_normalization]",
    ),
    Fault(
        "groups of every so many channels instead of neighbours",
        f"{KERNELS}/normalization/normalization.py",
        "x.reshape(len(x), -1, groups, x.shape[-1] // groups)",
        "x.reshape(len(x), -1, x.shape[-1] // groups, groups).swapaxes(2, 3)",
        f"{WRITTEN}[group_normalization]",
    ),
    Fault(
        "alpha divided by the size",
        f"{KERNELS}/normalization/normalization.py",
        "squares.dtype.type(alpha)",
        "squares.dtype.type(alpha / (2 * radius + 1))",
        f"{WRITTEN}[local_response_normalization]",
    ),
    Fault(
        "neighbours on one side only",
        f"{KERNELS}/normalization/normalization.py",
        "        total[..., :-away] += squares[..., away:]\n",
        "",
        f"{WRITTEN}[local_response_normalization]",
    ),
    # -- size -----------------------------------------------------------------------------------------------------
    Fault(
        "flattened with the channels first",
        f"{LAYERS}/reshaping/flatten.py",
        "return x.reshape(x.shape[0], -1)",
        "return np.moveaxis(x, -1, 1).reshape(x.shape[0], -1)",
        f"{WRITTEN}[flatten]",
    ),
    Fault(
        "bilinear without half-pixel centres",
        f"{KERNELS}/resampling.py",
        "at = 2 * np.arange(length * size) + 1 - size",
        "at = 2 * np.arange(length * size)",
        "tests/layers/test_resizing.py::test_by_whole_factors_it_is_up_sampling",
    ),
    Fault(
        "cropped at the other end",
        f"{LAYERS}/reshaping/cropping.py",
        "x[:, top : x.shape[1] - bottom,",
        "x[:, bottom : x.shape[1] - top,",
        f"{WRITTEN}[cropping2d]",
    ),
    # -- what is read -----------------------------------------------------------------------------------------------
    Fault(
        "dilation left out of what is read",
        f"{LAYERS}/sliding.py",
        "np.arange(kernel)[None, :] * dilation",
        "np.arange(kernel)[None, :]",
        "tests/test_every_kind.py::test_reads_are_what_a_nan_reaches[depthwise_conv2d]",
    ),
    Fault(
        "the second cell of a blend left out of what is read",
        f"{LAYERS}/reshaping/resampling.py",
        "        reads[np.arange(len(first)), second] = True\n",
        "",
        "tests/test_every_kind.py::test_reads_of_notable_layers",
    ),
    # -- backward -------------------------------------------------------------------------------------------------
    Fault(
        "of tied cells the last wins",
        f"{KERNELS}/pooling/pooling.py",
        "tap > largest",
        "tap >= largest",
        f"{GRADIENTS}a_max_pooling_sends_gradients_to_the_cells_of_the_routing_mask",
    ),
    Fault(
        "a ReLU passes gradients at 0",
        f"{LAYERS}/activation/relu.py",
        "at > zero, out",
        "at >= zero, out",
        f"{GRADIENTS}at_zero_a_relu_passes_nothing",
    ),
    Fault(
        "kernel gradient without the stride",
        f"{KERNELS}/convolution/gradients.py",
        "Patches(x, kernel, strides, sides",
        "Patches(x, kernel, (1, 1), sides",
        f"{SLOPE}[conv2d]",
    ),
    Fault(
        "padding counted in the gradient of the average",
        f"{KERNELS}/pooling/gradients.py",
        "sides, dilation, counted).astype",
        "sides, dilation, sides).astype",
        f"{SLOPE}[average_pool2d]",
    ),
    Fault(
        "cells that rounding up adds counted as padding",
        f"{LAYERS}/pooling/pool.py",
        "self.padded(shape) if",
        "self.sides(shape) if",
        f"{POOL}cells_that_rounding_up_adds_count_for_nothing",
    ),
    Fault(
        "a window that begins in the padding behind the map",
        "explorer/windows.py",
        "or start >= length:",
        "or start >= length + after:",
        f"{POOL}rounding_up_keeps_a_window_that_begins_on_the_map",
    ),
    Fault(
        "softmax gradient of its own unit alone",
        f"{LAYERS}/activation/softmax.py",
        "shares * (dy - (dy * shares).sum(axis=-1, keepdims=True))",
        "shares * (dy - dy * shares)",
        f"{SLOPE}[softmax]",
    ),
    Fault(
        "the spread taken as a constant",
        f"{KERNELS}/normalization/gradients.py",
        "(dy - mean - unit * along)",
        "(dy - mean)",
        f"{SLOPE}[layer_normalization]",
    ),
    Fault(
        "a gate's gradient without the other branch",
        "explorer/layers/composite/multiply.py",
        "            if place != branch:",
        "            if place > branch:",
        "tests/layers/composite/test_multiply.py::test_shapes_and_slopes",
    ),
    Fault(
        "neighbours left out of the gradient",
        f"{KERNELS}/normalization/gradients.py",
        "around = spread_of(damped, radius,",
        "around = spread_of(damped, 0,",
        f"{SLOPE}[local_response_normalization]",
    ),
    # -- branches ---------------------------------------------------------------------------------------------------
    Fault(
        "the shortcut subtracted",
        f"{LAYERS}/composite/residual.py",
        "exactly(np.add, xs[0], xs[1])",
        "exactly(np.subtract, xs[0], xs[1])",
        f"{BRANCHES}runs_are_what_composites_are_defined_to_be",
    ),
    Fault(
        "branches put together the other way round",
        f"{LAYERS}/composite/concatenate.py",
        "np.concatenate(xs, axis=-1)",
        "np.concatenate(xs[::-1], axis=-1)",
        f"{BRANCHES}runs_are_what_composites_are_defined_to_be",
    ),
    Fault(
        "gradients of branches not added up",
        "explorer/running/backprop.py",
        "arriving[source] + gradient if source in arriving else gradient",
        "gradient",
        f"{GRADIENTS}random_networks_agree_with_central_differences",
    ),
    Fault(
        "a branch reads from where the one before it begins",
        f"{LAYERS}/composite/composite.py",
        "reach.channels[first : first + count])",
        "reach.channels[max(first - 1, 0) : max(first - 1, 0) + count])",
        f"{BRANCHES}regions_through_branches_are_what_a_nan_reaches",
    ),
    Fault(
        "of two branches the larger window taken for both",
        "explorer/reads/unions.py",
        "sum(not np.array_equal(a, b) for a, b in pairs) <= 1",
        "True",
        f"{BRANCHES}an_identity_shortcut_reads_one_more_cell_and_is_marked_as_a_union",
    ),
    Fault(
        "the order of branches left out of the memo's key",
        "explorer/running/memo.py",
        "canonical([[chained[source] for source in step.sources],",
        "canonical([sorted(chained[source] for source in step.sources),",
        f"{BRANCHES}an_edit_inside_a_branch_computes_what_follows_it_and_nothing_else",
    ),
    # -- trained networks ---------------------------------------------------------------------------------------------
    Fault(
        "whole numbers without their scale",
        "explorer/weights/trained.py",
        "array *= file[entry + SCALE]",
        "array *= 1",
        "tests/weights/test_imagenet.py::test_every_step_computes_what_torch_computes",
    ),
    Fault(
        "a long map is bounded by half of each block",
        f"{KERNELS}/cellwise.py",
        "np.minimum(into, most[: len(part)], out=into)",
        "np.minimum(into[1:], most[: len(part) - 1], out=into[1:])",
        "tests/kernels/test_cellwise.py::test_bounded_at_the_lengths_where_its_way_changes",
    ),
    Fault(
        "a transformed kernel outlives a change of its numbers",
        f"{KERNELS}/convolution/transforms.py",
        "_kept.of(kernel) if is_constant(kernel) else _transform(kernel)",
        "_kept.of(kernel)",
        "tests/kernels/convolution/test_winograd.py::test_a_kernel_that_was_written_to_is_transformed_anew",
    ),
    Fault(
        "the bias counts in two of a tile's four outputs",
        f"{KERNELS}/convolution/winograd.py",
        "products[5] += bias",
        "products[4] += bias",
        "tests/kernels/convolution/test_winograd.py::test_equals_sums_of_products_in_float64",
    ),
    Fault(
        "ReLU6 without its ceiling",
        f"{LAYERS}/activation/relu.py",
        "return bounded(x, 0.0, 6.0)",
        "return bounded(x, 0.0, 7.0)",
        "tests/weights/test_imagenet.py::test_every_step_computes_what_torch_computes",
    ),
    Fault(
        "a class map beside the photo's piece",
        "explorer/images/placement.py",
        "return self.used.left + (col - self.inner.left) * self.scale[1]",
        "return (col - self.inner.left) * self.scale[1]",
        "tests/images/test_placement.py::test_a_ramp_has_the_value_of_the_place_that_a_px_comes_from",
    ),
    # -- what is taken along ------------------------------------------------------------------------------------------
    Fault(
        "maps that nobody reads any more are kept",
        "explorer/analysis/summary/memory.py",
        "held -= sum(sizes[each]",
        "held -= 0 * sum(sizes[each]",
        "tests/analysis/summary/test_memory.py::test_vgg16_by_hand",
    ),
    Fault(
        "unproductive in one direction alone",
        "explorer/analysis/summary/fields.py",
        "and all(_beyond(",
        "and any(_beyond(",
        "tests/analysis/summary/test_fields.py::test_vgg16_as_published_has_none_and_on_small_images_six",
    ),
    Fault(
        "arrays that lie by columns said to lie by rows",
        "explorer/formats/weights/writing/npz.py",
        '"fortran_order": by_columns',
        '"fortran_order": False',
        "tests/formats/weights/writing/test_writing.py::test_any_piece_size_and_order_gives_the_same_numbers",
    ),
    Fault(
        "the paths of a block's second branch in JSON",
        "explorer/formats/json_file/layers.py",
        "                branch += 1\n",
        "                branch += 0\n",
        "tests/formats/json_file/test_json.py::test_names_edits_and_classes_come_back",
    ),
    *(Fault(*each) for each in LEARNING),
)
