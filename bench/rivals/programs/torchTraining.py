"""Training steps of a network in PyTorch.

Takes `config`, `parameters`, `batch`, `threads`, `layout`, `compiled` and `rate`. Reads params.f32, input.f32
`[batch, rows, columns, channels]` and target.u8 `[batch, rows, columns, slices]`. Every run is one step. The answer is
the loss before the step, and the number of parameters.
"""
import math

import numpy as np
import torch
from rival import serve
from torch import nn
from torch.nn import functional

# Kernels of the three convolutions of a chain, by the kind of block.
KERNELS = {"multiscale": [(3, 3)] * 3, "flat": [(3, 1, 1), (1, 3, 1), (1, 1, 3)]}
# Memory formats by the number of axes.
CHANNELS_LAST = {4: torch.channels_last, 5: torch.channels_last_3d}
EPSILON = 1e-5
# ReLU overwrites its operand, which no gradient needs, so that steps are faster.
IN_PLACE = True


class Convolution(nn.Module):
    """A convolution that keeps or halves the resolution. A bias before a norm has no gradient."""

    def __init__(self, inputs, out, kernel, stride=1, bias=False, normed=True):
        super().__init__()
        kind = nn.Conv2d if len(kernel) == 2 else nn.Conv3d
        padding = tuple((length - 1) // 2 for length in kernel)
        self.conv = kind(inputs, out, kernel, stride, padding, bias=bias)
        if bias and normed:
            self.conv.bias.requires_grad_(False)

    def forward(self, x):
        return self.conv(x)


class NormReluConvolution(Convolution):
    def __init__(self, inputs, out, kernel, bias=False):
        super().__init__(inputs, out, kernel, bias=bias)
        self.norm = norm(inputs, len(kernel))

    def forward(self, x):
        return self.conv(functional.relu(self.norm(x), IN_PLACE))


class ConvolutionNormRelu(Convolution):
    def __init__(self, inputs, out, kernel, stride=1):
        super().__init__(inputs, out, kernel, stride, bias=True)
        self.norm = norm(out, len(kernel))

    def forward(self, x):
        return functional.relu(self.norm(self.conv(x)), IN_PLACE)


def norm(channels, axes):
    return (nn.BatchNorm2d if axes == 2 else nn.BatchNorm3d)(channels, EPSILON)


class Chain(nn.Module):
    """Three convolutions in sequence, whose outputs are concatenated, and a skip connection."""

    def __init__(self, inputs, out, kernels):
        super().__init__()
        self.a = NormReluConvolution(inputs, out // 2, kernels[0])
        self.b = NormReluConvolution(out // 2, out // 4, kernels[1])
        self.c = NormReluConvolution(out // 4, out // 4, kernels[2])
        pointwise = (1,) * len(kernels[0])
        self.skip = nn.Identity() if inputs == out else NormReluConvolution(inputs, out, pointwise)

    def forward(self, x):
        a = self.a(x)
        b = self.b(a)
        return torch.cat([a, b, self.c(b)], 1) + self.skip(x)


class Bottleneck(nn.Module):
    def __init__(self, inputs, out):
        super().__init__()
        self.a = NormReluConvolution(inputs, out // 2, (1, 1), bias=True)
        self.b = NormReluConvolution(out // 2, out // 2, (3, 3), bias=True)
        self.c = NormReluConvolution(out // 2, out, (1, 1), bias=True)
        self.skip = nn.Identity() if inputs == out else Convolution(inputs, out, (1, 1), bias=True)

    def forward(self, x):
        return self.c(self.b(self.a(x))) + self.skip(x)


def block(kind, inputs, out):
    return Bottleneck(inputs, out) if kind == "bottleneck" else Chain(inputs, out, KERNELS[kind])


class Modules(nn.Sequential):
    """Residual blocks in sequence, named m0, m1, …"""

    def __init__(self, config, width, count):
        super().__init__()
        for i in range(count):
            self.add_module(f"m{i}", block(config["block"], width, width))


class Stem(nn.Module):
    def __init__(self, config, channels, width):
        super().__init__()
        first, second, third = config["stem"]
        self.volumetric = config["block"] == "flat"
        kind = "multiscale" if self.volumetric else config["block"]
        self.entry = ConvolutionNormRelu(channels, first, (7, 7), stride=2)
        self.pool = config["stemPool"]
        self.block0 = block(kind, first, second)
        self.block1 = block(kind, second, third)
        self.slices = math.ceil(config["slices"] / 4)
        lifted = config["liftFeatures"]
        if self.volumetric:
            self.lift = ConvolutionNormRelu(third, self.slices * lifted, (1, 1))
        self.block2 = block(config["block"], lifted if self.volumetric else third, width)

    def forward(self, x):
        x = self.block0(self.entry(x))
        x = self.block1(halved(x) if self.pool else x)
        if self.volumetric:
            x = self.lift(x)
            x = x.reshape(x.shape[0], self.slices, -1, *x.shape[2:]).transpose(1, 2)
        return self.block2(x)


def factors(x):
    """Pooling factors: 2 for axes of even length, else 1."""
    return tuple(1 if length % 2 else 2 for length in x.shape[2:])


def halved(x):
    return (functional.max_pool2d if x.dim() == 4 else functional.max_pool3d)(x, factors(x))


class Stack(nn.Module):
    """One hourglass, with its output fork if it is supervised."""

    def __init__(self, config, width, index):
        super().__init__()
        modules = config["modules"]
        pointwise = (1,) * (3 if config["block"] == "flat" else 2)
        self.depth = config["depth"]
        for level in range(1, self.depth + 1):
            for name in ("up", "down", "rise"):
                self.add_module(f"{name}{level}", Modules(config, width, modules))
            self.add_module(f"merge{level}", block(config["block"], width, width))
        self.inner = Modules(config, width, modules)
        self.linear0 = ConvolutionNormRelu(width, width, pointwise)
        self.linear1 = ConvolutionNormRelu(width, width, pointwise)
        last = index == config["stacks"] - 1
        self.fork = None
        if last or config["supervision"] == "all":
            self.fork = Modules(config, width, (config["forkResiduals"] + [0] * (index + 1))[index])
            self.fork.add_module("linear", ConvolutionNormRelu(width, width, pointwise))
            out = 1 if len(pointwise) == 3 else config["slices"]
            self.fork.add_module("logits", Convolution(width, out, pointwise, bias=True, normed=False))

    def hourglass(self, x, level):
        upper = self.get_submodule(f"up{level}")(x)
        lower = self.get_submodule(f"down{level}")(halved(x))
        lower = self.inner(lower) if level == 1 else self.hourglass(lower, level - 1)
        lower = self.get_submodule(f"rise{level}")(lower)
        scale = tuple(float(factor) for factor in factors(x))
        return self.get_submodule(f"merge{level}")(upper + functional.interpolate(lower, scale_factor=scale))

    def forward(self, x):
        return x + self.linear1(self.linear0(self.hourglass(x, self.depth)))


class Network(nn.Module):
    def __init__(self, config, channels):
        super().__init__()
        width = config["flatFeatures"] if config["block"] == "flat" else config["features"]
        self.size = [config["rows"], config["columns"]]
        if config["block"] == "flat":
            self.size = [config["slices"], *self.size]
        self.stem = Stem(config, channels, width)
        self.stacks = nn.ModuleList(Stack(config, width, index) for index in range(config["stacks"]))

    def forward(self, x, target):
        """Returns the mean sigmoid cross entropy, summed over stacks. Targets are `[batch, slices, rows, columns]`."""
        x = self.stem(x)
        loss = 0
        for stack in self.stacks:
            x = stack(x)
            if stack.fork is not None:
                mode = "bilinear" if x.dim() == 4 else "trilinear"
                logits = functional.interpolate(stack.fork(x), self.size, mode=mode, align_corners=True)
                loss = loss + functional.binary_cross_entropy_with_logits(logits.view_as(target), target)
        return loss


def path_of(name):
    """Our path of a parameter: `stacks.0.up4.m1.a.conv.weight` is `stack0/up4/m1/a/conv/w`."""
    path = name.replace("stacks.", "stack").replace(".entry.", ".").replace("fork.logits.", "fork.").replace(".", "/")
    parent, role = path.rsplit("/", 1)
    roles = {"weight": "scale", "bias": "shift"} if parent.endswith("norm") else {"weight": "w", "bias": "b"}
    return f"{parent}/{roles[role]}"


def load(network, parameters, values):
    """Copies our parameters: kernels are `[…lengths, in, out]` there, `[out, in, …lengths]` here."""
    known, start = {}, 0
    for path, shape in parameters:
        count = math.prod(shape)
        known[path] = torch.from_numpy(values[start : start + count].reshape(shape))
        start += count
    for name, parameter in network.named_parameters():
        value = known.pop(path_of(name))
        parameter.data.copy_(value if value.dim() == 1 else value.movedim((-1, -2), (0, 1)))
    if known:
        raise ValueError(f"PyTorch: the network must have all parameters, lacks {', '.join(known)}")


def prepare(folder, given):
    config, batch = given["config"], given["batch"]
    torch.set_num_threads(given["threads"])

    def images(name, kind):
        """Reads `[batch, rows, columns, channels]` as floats `[batch, channels, rows, columns]`."""
        flat = np.fromfile(folder / name, kind).astype(np.float32)
        return torch.from_numpy(flat.reshape(batch, config["rows"], config["columns"], -1)).permute(0, 3, 1, 2)

    source = images("input.f32", "<f4")
    network = Network(config, source.shape[1])
    load(network, given["parameters"], np.fromfile(folder / "params.f32", "<f4"))
    channels_last = given["layout"] == "channels last"
    if channels_last:
        for parameter in network.parameters():
            if parameter.dim() in CHANNELS_LAST:
                parameter.data = parameter.data.contiguous(memory_format=CHANNELS_LAST[parameter.dim()])
        source = source.contiguous(memory_format=torch.channels_last)
    else:
        source = source.contiguous()
    # Targets in the layout of the logits, so that the loss reads both in order.
    target = images("target.u8", "u1")
    if not channels_last or config["block"] == "flat":
        target = target.contiguous()
    network.train()
    optimiser = torch.optim.RMSprop(
        [each for each in network.parameters() if each.requires_grad], given["rate"], alpha=0.99, eps=1e-8
    )
    loss_of = torch.compile(network) if given["compiled"] else network

    def run():
        optimiser.zero_grad(set_to_none=True)
        loss = loss_of(source, target)
        loss.backward()
        optimiser.step()
        return loss.item()

    count = sum(parameter.numel() for parameter in network.parameters())
    return torch.__version__, run, lambda loss: {"answer.f64": np.array([loss, count]).tobytes()}


serve(prepare)
