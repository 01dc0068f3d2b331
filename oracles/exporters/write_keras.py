"""Write small Keras models as ONNX by tf2onnx, which Keras' own `model.export` uses too, and their weights as Keras keeps them.

python -m oracles.exporters.write_keras FOLDER      (needs tensorflow-cpu 2.21, tf2onnx 1.17 and h5py)
"""

from __future__ import annotations

import sys
from pathlib import Path

import keras
import numpy as np
import onnx
import tensorflow as tf
import tf2onnx
from keras import layers


def _lenet() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((24, 24, 1)),
            layers.Conv2D(3, 5, activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Conv2D(4, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(12, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )


def _strided() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((17, 20, 3)),
            layers.Rescaling(1 / 127.5, offset=-1),
            layers.Conv2D(4, 3, strides=2, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(6),
            layers.DepthwiseConv2D(3, padding="same"),
            layers.LeakyReLU(0.2),
            layers.ZeroPadding2D(((0, 1), (0, 1))),
            layers.SeparableConv2D(5, 3, strides=2),
            layers.PReLU(shared_axes=[1, 2]),
            layers.GlobalAveragePooling2D(),
            layers.Dense(4),
        ]
    )


def _residual() -> keras.Model:
    x = image = keras.Input((16, 16, 3))
    x = layers.Conv2D(4, 3, padding="same", activation="swish")(x)
    y = layers.Conv2D(6, 3, strides=2, padding="same")(x)
    y = layers.BatchNormalization()(y)
    y = layers.Activation("elu")(y)
    gate = layers.GlobalAveragePooling2D(keepdims=True)(y)
    gate = layers.Conv2D(2, 1, activation="relu")(gate)
    gate = layers.Conv2D(6, 1, activation="sigmoid")(gate)
    y = layers.Multiply()([y, gate])
    x = layers.Add()([layers.Conv2D(6, 1, strides=2)(x), y])
    return keras.Model(image, layers.ReLU()(x))


def _unet() -> keras.Model:
    image = keras.Input((16, 16, 3))
    one = layers.Conv2D(4, 3, padding="same", activation="relu")(image)
    two = layers.Conv2D(6, 3, padding="same", activation="relu")(layers.MaxPooling2D()(one))
    up = layers.UpSampling2D(interpolation="bilinear")(two)
    one = layers.Concatenate()([one, up])
    up = layers.Conv2DTranspose(3, 3, strides=2, padding="same")(one)
    return keras.Model(image, layers.Conv2D(2, 1, activation="sigmoid")(layers.Cropping2D(2)(up)))


MODELS = {"lenet": _lenet, "strided": _strided, "residual": _residual, "unet": _unet}


def write(folder: Path) -> None:
    """`NAME.onnx`, `NAME.keras`, and `keras.npz` with "name/input" and "name/output", channels last."""
    folder.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(7)
    chance = np.random.default_rng(7)
    arrays = {}
    for name, make in MODELS.items():
        model = trained(make(), chance)
        x = chance.random((1, *model.input_shape[1:]), np.float32)
        arrays[f"{name}/input"], arrays[f"{name}/output"] = x, np.asarray(model(x))
        model.save(folder / f"{name}.keras")
        export(model, folder / f"{name}.onnx")
    np.savez_compressed(folder / "keras.npz", **arrays)


def trained(model: keras.Model, chance: np.random.Generator) -> keras.Model:
    """The model with statistics, biases and slopes as after training: at their defaults they would prove nothing."""
    model.set_weights(
        [w + chance.uniform(0.05, 0.4, w.shape).astype(np.float32) if w.ndim == 1 else w for w in model.get_weights()]
    )
    return model


def export(model: keras.Model, path: Path) -> None:
    """Write a model by tf2onnx, without the notes on its nodes."""
    signature = (tf.TensorSpec((None, *model.input_shape[1:]), tf.float32, name="image"),)
    proto, _ = tf2onnx.convert.from_function(tf.function(model, input_signature=signature), signature)
    for node in proto.graph.node:
        node.doc_string = ""
    onnx.save(proto, path)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
