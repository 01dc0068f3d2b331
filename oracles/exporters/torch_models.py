"""Small models in PyTorch, one for each building block of well-known networks, with the input that each takes."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def _norm(channels: int) -> nn.BatchNorm2d:
    """A batch normalisation with statistics as after training: at their defaults an exporter may leave it out."""
    norm = nn.BatchNorm2d(channels)
    with torch.no_grad():
        norm.running_mean.uniform_(-0.5, 0.5)
        norm.running_var.uniform_(0.5, 2.0)
        norm.weight.uniform_(0.5, 1.5)
        norm.bias.uniform_(-0.5, 0.5)
    return norm


class Residual(nn.Module):
    """He et al. 2016: two convolutions and a shortcut, projected where the size changes."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = _norm(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = _norm(outputs)
        self.down = (
            nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), _norm(outputs))
            if stride > 1 or inputs != outputs
            else nn.Identity()
        )

    def forward(self, x: Tensor) -> Tensor:
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + self.down(x))


class Gate(nn.Module):
    """Hu et al. 2018: squeeze and excitation, as torchvision has it."""

    def __init__(self, channels: int, squeezed: int, last: nn.Module) -> None:
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc1, self.fc2 = nn.Conv2d(channels, squeezed, 1), nn.Conv2d(squeezed, channels, 1)
        self.last = last

    def forward(self, x: Tensor) -> Tensor:
        return x * self.last(self.fc2(F.relu(self.fc1(self.pool(x)))))


class Inverted(nn.Module):
    """Sandler et al. 2018 and Howard et al. 2019: expand, depthwise, (gate,) project."""

    def __init__(self, channels: int, wide: int, curve: nn.Module, gate: bool) -> None:
        super().__init__()
        self.body = nn.Sequential(
            *(nn.Conv2d(channels, wide, 1, bias=False), _norm(wide), curve),
            *(nn.Conv2d(wide, wide, 3, 1, 1, groups=wide, bias=False), _norm(wide), curve),
            *((Gate(wide, 4, nn.Hardsigmoid()),) if gate else ()),
            *(nn.Conv2d(wide, channels, 1, bias=False), _norm(channels)),
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x)


class Inception(nn.Module):
    """Szegedy et al. 2015: four branches."""

    def __init__(self) -> None:
        super().__init__()
        self.one = nn.Conv2d(4, 3, 1)
        self.three = nn.Sequential(nn.Conv2d(4, 2, 1), nn.ReLU(), nn.Conv2d(2, 4, 3, padding=1))
        self.five = nn.Sequential(nn.Conv2d(4, 2, 1), nn.ReLU(), nn.Conv2d(2, 2, 5, padding=2))
        self.pooled = nn.Sequential(nn.MaxPool2d(3, 1, 1), nn.Conv2d(4, 2, 1))

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(torch.cat([self.one(x), self.three(x), self.five(x), self.pooled(x)], 1))


class DenseBlock(nn.Module):
    """Huang et al. 2017: every layer reads the maps of all before it."""

    def __init__(self) -> None:
        super().__init__()
        self.norms = nn.ModuleList(_norm(4 + 3 * n) for n in range(3))
        self.convs = nn.ModuleList(nn.Conv2d(4 + 3 * n, 3, 3, padding=1, bias=False) for n in range(3))

    def forward(self, x: Tensor) -> Tensor:
        maps = [x]
        for norm, conv in zip(self.norms, self.convs, strict=True):
            maps.append(conv(F.relu(norm(torch.cat(maps, 1)))))
        return torch.cat(maps, 1)


class UNet(nn.Module):
    """Ronneberger et al. 2015, padded: two levels, up by a transposed convolution or by interpolation."""

    def __init__(self, up: str) -> None:
        super().__init__()
        self.down1, self.down2, self.deep = nn.Conv2d(3, 4, 3, 1, 1), nn.Conv2d(4, 6, 3, 1, 1), nn.Conv2d(6, 8, 3, 1, 1)
        if up == "transposed":
            self.up2: nn.Module = nn.ConvTranspose2d(8, 6, 2, 2)
            self.up1: nn.Module = nn.ConvTranspose2d(6, 4, 2, 2)
        else:
            ways = {"mode": up} | ({"align_corners": False} if up == "bilinear" else {})
            self.up2 = nn.Sequential(nn.Upsample(scale_factor=2, **ways), nn.Conv2d(8, 6, 1))
            self.up1 = nn.Sequential(nn.Upsample(scale_factor=2, **ways), nn.Conv2d(6, 4, 1))
        self.join2, self.join1 = nn.Conv2d(12, 6, 3, 1, 1), nn.Conv2d(8, 4, 3, 1, 1)
        self.last = nn.Conv2d(4, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        one = F.relu(self.down1(x))
        two = F.relu(self.down2(F.max_pool2d(one, 2)))
        deep = F.relu(self.deep(F.max_pool2d(two, 2)))
        two = F.relu(self.join2(torch.cat([two, self.up2(deep)], 1)))
        one = F.relu(self.join1(torch.cat([one, self.up1(two)], 1)))
        return self.last(one)


class Shuffle(nn.Module):
    """Ma et al. 2018, ShuffleNet V2: one half passes, the other is computed, and the channels are shuffled."""

    def __init__(self) -> None:
        super().__init__()
        self.branch = nn.Sequential(
            *(nn.Conv2d(4, 4, 1, bias=False), _norm(4), nn.ReLU()),
            *(nn.Conv2d(4, 4, 3, 1, 1, groups=4, bias=False), _norm(4)),
            *(nn.Conv2d(4, 4, 1, bias=False), _norm(4), nn.ReLU()),
        )

    def forward(self, x: Tensor) -> Tensor:
        passed, computed = x.chunk(2, dim=1)
        y = torch.cat([passed, self.branch(computed)], 1)
        batch, channels, rows, cols = y.shape
        return y.view(batch, 2, channels // 2, rows, cols).transpose(1, 2).reshape(batch, channels, rows, cols)


class ConvNeXt(nn.Module):
    """Liu et al. 2022: depthwise, layer normalisation over channels, two 1x1 layers with GELU, and a scale per channel."""

    def __init__(self) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(4, 4, 7, padding=3, groups=4)
        self.norm = nn.LayerNorm(4, eps=1e-6)
        self.wide, self.narrow = nn.Linear(4, 16), nn.Linear(16, 4)
        self.scale = nn.Parameter(torch.rand(4, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm(self.depthwise(x).permute(0, 2, 3, 1))
        y = self.narrow(F.gelu(self.wide(y))).permute(0, 3, 1, 2)
        return x + self.scale * y


def models() -> dict[str, tuple[nn.Module, tuple[int, ...]]]:
    """Every model by name, in evaluation mode, with the shape of its input (batch, channels, rows, columns)."""
    torch.manual_seed(7)
    found: dict[str, tuple[nn.Module, tuple[int, ...]]] = {
        "lenet": (
            nn.Sequential(
                *(nn.Conv2d(1, 3, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(3, 4, 3), nn.ReLU(), nn.MaxPool2d(2)),
                *(nn.Flatten(), nn.Linear(64, 12), nn.ReLU(), nn.Dropout(), nn.Linear(12, 10), nn.Softmax(1)),
            ),
            (1, 1, 24, 24),
        ),
        "vgg": (
            nn.Sequential(
                *(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
                *(nn.Conv2d(4, 6, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.AdaptiveAvgPool2d((2, 3))),
                *(nn.Flatten(), nn.Linear(36, 8), nn.ReLU(), nn.Linear(8, 5)),
            ),
            (1, 3, 16, 24),
        ),
        "resnet": (
            nn.Sequential(
                *(nn.Conv2d(3, 4, 7, 2, 3, bias=False), _norm(4), nn.ReLU(), nn.MaxPool2d(3, 2, 1)),
                *(Residual(4, 4, 1), Residual(4, 6, 2)),
                *(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 5)),
            ),
            (1, 3, 32, 32),
        ),
        "mobilenet_v2": (
            nn.Sequential(
                nn.Conv2d(3, 4, 3, 2, 1, bias=False), _norm(4), nn.ReLU6(), Inverted(4, 8, nn.ReLU6(), False)
            ),
            (1, 3, 16, 16),
        ),
        "mobilenet_v3": (
            nn.Sequential(nn.Conv2d(3, 4, 3, 2, 1), nn.Hardswish(), Inverted(4, 8, nn.Hardswish(), True)),
            (1, 3, 16, 16),
        ),
        "efficientnet": (
            nn.Sequential(nn.Conv2d(3, 4, 3, 2, 1), nn.SiLU(), Gate(4, 2, nn.Sigmoid()), nn.Conv2d(4, 3, 1), nn.SiLU()),
            (1, 3, 16, 16),
        ),
        "inception": (
            nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), Inception(), nn.MaxPool2d(3, 2, ceil_mode=True)),
            (1, 3, 14, 14),
        ),
        "densenet": (nn.Sequential(nn.Conv2d(3, 4, 3, 1, 1), DenseBlock(), nn.AvgPool2d(2)), (1, 3, 12, 12)),
        "unet_transposed": (UNet("transposed"), (1, 3, 16, 16)),
        "unet_nearest": (UNet("nearest"), (1, 3, 16, 16)),
        "unet_bilinear": (UNet("bilinear"), (1, 3, 16, 16)),
        "shufflenet": (nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), Shuffle(), Shuffle()), (1, 3, 16, 16)),
        "convnext": (nn.Sequential(nn.Conv2d(3, 4, 4, 4), ConvNeXt(), ConvNeXt()), (1, 3, 32, 32)),
        "group_norm": (
            nn.Sequential(
                *(nn.Conv2d(3, 6, 3, 1, 1), nn.GroupNorm(3, 6), nn.Mish(), nn.Conv2d(6, 4, 3), nn.InstanceNorm2d(4)),
                *(nn.LeakyReLU(0.2), nn.Conv2d(4, 4, 3), nn.PReLU(4), nn.PixelShuffle(2)),
            ),
            (1, 3, 12, 12),
        ),
        "padding": (
            nn.Sequential(
                *(nn.ReflectionPad2d((1, 2, 2, 1)), nn.Conv2d(3, 4, 3, dilation=2), nn.ELU()),
                *(
                    nn.ReplicationPad2d(1),
                    nn.ConvTranspose2d(4, 4, 3, 2, 1, output_padding=1, groups=2),
                    nn.Hardtanh(-0.5, 0.5),
                ),
                *(nn.ZeroPad2d((0, 1, 0, 1)), nn.MaxPool2d(2, 2, dilation=2), nn.AdaptiveMaxPool2d(1), nn.Flatten()),
                nn.Linear(4, 3),
            ),
            (1, 3, 12, 12),
        ),
    }
    return {name: (model.eval(), shape) for name, (model, shape) in found.items()}
