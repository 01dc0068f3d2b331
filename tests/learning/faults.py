"""Faults in learning: name, file, what becomes what, and the quick check that must catch it (`tests.faults`)."""

from __future__ import annotations

ROOM, TESTS = "explorer/learning", "tests/learning"
FORMULA = f"{TESTS}/recipe/test_optimizers.py::test_every_optimizer_is_its_formula"
BATCH = f"{TESTS}/test_passes.py::test_batch_normalization_follows_the_batch"
SLOPES = f"{TESTS}/test_passes.py::test_gradients_with_dropout_and_batch_statistics_are_slopes"
LOSS = f"{TESTS}/recipe/test_losses.py::test_"

LEARNING = (
    # -- optimisers -----------------------------------------------------------------------------------------------
    (
        "Adam's mean is not corrected for its start",
        f"{ROOM}/recipe/optimizers.py",
        "return value - (rate / (1 - self.beta_1**step)) * (mean / root), (mean, square)",
        "return value - rate * (mean / root), (mean, square)",
        FORMULA,
    ),
    (
        "epsilon inside the root",
        f"{ROOM}/recipe/optimizers.py",
        "root = np.sqrt(square) / math.sqrt(1 - self.beta_2**step) + self.epsilon",
        "root = np.sqrt(square / (1 - self.beta_2**step) + self.epsilon)",
        FORMULA,
    ),
    (
        "AdamW's weight decay added to the gradient",
        f"{ROOM}/recipe/optimizers.py",
        "    decoupled: ClassVar[bool] = True",
        "    decoupled: ClassVar[bool] = False",
        f"{TESTS}/recipe/test_optimizers.py::test_decay_of_adamw_leaves_the_gradient_alone",
    ),
    (
        "Nesterov looks back",
        f"{ROOM}/recipe/optimizers.py",
        "direction = direction + self.momentum * kept[0] if self.nesterov",
        "direction = direction - self.momentum * kept[0] if self.nesterov",
        FORMULA,
    ),
    (
        "only the first block keeps its momentum",
        f"{ROOM}/recipe/optimizers.py",
        "target[part] = new",
        "target[:BLOCK_LENGTH] = new[:1]",
        f"{TESTS}/recipe/test_optimizers.py::test_blocks_change_nothing_and_nothing_is_written_to",
    ),
    # -- losses ---------------------------------------------------------------------------------------------------
    (
        "the gradient of the cross-entropy not averaged",
        f"{ROOM}/recipe/losses.py",
        "((shares - targets) / len(y))",
        "(shares - targets)",
        f"{LOSS}the_gradient_is_the_slope_of_the_value",
    ),
    (
        "the largest score not subtracted",
        f"{ROOM}/recipe/losses.py",
        "scores -= scores.max(axis=1, keepdims=True)",
        "scores -= 0",
        f"{LOSS}scores_of_any_size_stay_finite",
    ),
    (
        "a squared error summed over the outputs",
        f"{ROOM}/recipe/losses.py",
        "np.square(scores - one_hot(y, outputs.shape[1], scores.dtype)).mean(axis=1)",
        "np.square(scores - one_hot(y, outputs.shape[1], scores.dtype)).sum(axis=1)",
        f"{LOSS}squared_error_is_the_mean_over_outputs_and_examples",
    ),
    # -- what layers do while they learn --------------------------------------------------------------------------
    (
        "the batch's variance moved over n",
        "explorer/kernels/normalization/batch_statistics.py",
        "self.variance * (self.count / max(self.count - 1, 1))",
        "self.variance * 1.0",
        BATCH,
    ),
    (
        "moving statistics jump nine tenths of the way",
        "explorer/layers/normalization/batch_normalization.py",
        "(self.momentum * params[name] + (1 - self.momentum) * new[name])",
        "((1 - self.momentum) * params[name] + self.momentum * new[name])",
        BATCH,
    ),
    (
        "the mean of the batch taken for a constant",
        "explorer/kernels/normalization/batch_statistics.py",
        "    dx -= (total / moments.count).astype(x.dtype)\n",
        "",
        SLOPES,
    ),
    (
        "dropout without scaling up",
        "explorer/layers/dropout.py",
        "out *= out.dtype.type(1 / (1 - self.rate))",
        "out *= out.dtype.type(1)",
        f"{TESTS}/test_passes.py::test_dropout_drops_its_part_and_scales_the_rest",
    ),
    # -- batches and steps ----------------------------------------------------------------------------------------
    (
        "the same order in every epoch",
        f"{ROOM}/batches.py",
        "permutation(self._recipe.seed, len(self._examples), epoch)",
        "permutation(self._recipe.seed, len(self._examples), 0)",
        f"{TESTS}/test_fitting.py::test_every_epoch_has_an_order_of_its_own",
    ),
    (
        "the last pictures of an epoch left out",
        f"{ROOM}/batches.py",
        "self.steps_per_epoch = -(-len(examples) // recipe.batch_size)",
        "self.steps_per_epoch = max(len(examples) // recipe.batch_size, 1)",
        f"{TESTS}/test_fitting.py::test_a_network_learns",
    ),
    (
        "dropout draws the same numbers in every step",
        f"{ROOM}/passes.py",
        "return halves(seed, Purpose.DROPOUT, count, step, place)",
        "return halves(seed, Purpose.DROPOUT, count, 0, place)",
        f"{TESTS}/test_passes.py::test_dropout_drops_its_part_and_scales_the_rest",
    ),
    (
        "a checkpoint forgets what the optimiser kept",
        f"{ROOM}/checkpoint.py",
        "frozen(step, learned, measured, tuple(kept))",
        "frozen(step, learned, measured, tuple(0 * each for each in kept))",
        f"{TESTS}/test_checkpoint.py::test_going_on_gives_the_same_bits",
    ),
    (
        "the lens tells of the gradient after the step",
        f"{ROOM}/lens.py",
        "self._learned = last.before.learned.astype(np.float64)",
        "self._learned = last.after.learned.astype(np.float64)",
        f"{TESTS}/test_lens.py::test_the_gradient_of_any_weight_is_the_sum_of_its_terms",
    ),
)
