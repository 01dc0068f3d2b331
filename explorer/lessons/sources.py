"""The publications that lessons refer to."""

from __future__ import annotations

from explorer.lessons.lesson import Source

LECUN = Source(
    "LeCun, Bottou, Bengio and Haffner 1998, “Gradient-based learning applied to document recognition”",
    "10.1109/5.726791",
)
GOODFELLOW = Source("LeCun, Bengio and Hinton 2015, “Deep learning”", "10.1038/nature14539")
ZHANG = Source("Zhang 2019, “Making convolutional networks shift-invariant again”", arxiv="1904.11486")
AZULAY = Source(
    "Azulay and Weiss 2019, “Why do deep convolutional networks generalize so poorly to small image transformations?”",
    arxiv="1805.12177",
)
FUKUSHIMA = Source("Fukushima 1980, “Neocognitron”", "10.1007/BF00344251")
DUMOULIN = Source("Dumoulin and Visin 2016, “A guide to convolution arithmetic for deep learning”", arxiv="1603.07285")
ARAUJO = Source(
    "Araujo, Norris and Sim 2019, “Computing receptive fields of convolutional neural networks”",
    "10.23915/distill.00021",
)
LIN = Source("Lin, Chen and Yan 2013, “Network in network”", arxiv="1312.4400")
SZEGEDY = Source("Szegedy et al. 2015, “Going deeper with convolutions”", "10.1109/CVPR.2015.7298594")
VGG = Source(
    "Simonyan and Zisserman 2015, “Very deep convolutional networks for large-scale image recognition”",
    arxiv="1409.1556",
)
RESNET = Source("He, Zhang, Ren and Sun 2016, “Deep residual learning for image recognition”", "10.1109/CVPR.2016.90")
SPRINGENBERG = Source(
    "Springenberg et al. 2015, “Striving for simplicity: the all convolutional net”", arxiv="1412.6806"
)
ISLAM = Source(
    "Islam, Jia and Bruce 2020, “How much position information do convolutional neural networks encode?”",
    arxiv="2001.08248",
)
NAIR = Source("Glorot, Bordes and Bengio 2011, “Deep sparse rectifier neural networks”, AISTATS, PMLR 15:315–323")
BENGIO = Source(
    "Bengio, Simard and Frasconi 1994, “Learning long-term dependencies with gradient descent is difficult”",
    "10.1109/72.279181",
)
SCHERER = Source(
    "Scherer, Müller and Behnke 2010, “Evaluation of pooling operations in convolutional architectures for object "
    "recognition”",
    "10.1007/978-3-642-15825-4_10",
)
GUO = Source("Guo, Pleiss, Sun and Weinberger 2017, “On calibration of modern neural networks”", arxiv="1706.04599")
BRIDLE = Source(
    "Bridle 1990, “Probabilistic interpretation of feedforward classification network outputs”",
    "10.1007/978-3-642-76153-9_28",
)
ZEILER = Source(
    "Zeiler and Fergus 2014, “Visualizing and understanding convolutional networks”", "10.1007/978-3-319-10590-1_53"
)
OLAH = Source("Olah, Mordvintsev and Schubert 2017, “Feature visualization”", "10.23915/distill.00007")
TAN = Source(
    "Tan and Le 2019, “EfficientNet: rethinking model scaling for convolutional neural networks”", arxiv="1905.11946"
)
XIAO = Source("Xiao, Rasul and Vollgraf 2017, “Fashion-MNIST”", arxiv="1708.07747")
RUMELHART = Source(
    "Rumelhart, Hinton and Williams 1986, “Learning representations by back-propagating errors”", "10.1038/323533a0"
)
GLOROT = Source(
    "Glorot and Bengio 2010, “Understanding the difficulty of training deep feedforward neural networks”, AISTATS, PMLR "
    "9:249–256"
)
CAUCHY = Source("Lemaréchal 2012, “Cauchy and the gradient method”, Documenta Mathematica, extra volume ISMP, 251–254")
RUDER = Source("Ruder 2016, “An overview of gradient descent optimization algorithms”", arxiv="1609.04747")
BOTTOU = Source(
    "Bottou, Curtis and Nocedal 2018, “Optimization methods for large-scale machine learning”", "10.1137/16M1080173"
)
SMITH = Source(
    "Smith, Kindermans, Ying and Le 2018, “Don't decay the learning rate, increase the batch size”", arxiv="1711.00489"
)
KINGMA = Source("Kingma and Ba 2015, “Adam: a method for stochastic optimization”", arxiv="1412.6980")
SRIVASTAVA = Source(
    "Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov 2014, “Dropout: a simple way to prevent neural networks "
    "from overfitting”, Journal of Machine Learning Research 15:1929–1958"
)
ADAMW = Source("Loshchilov and Hutter 2019, “Decoupled weight decay regularization”", arxiv="1711.05101")
SHORTEN = Source(
    "Shorten and Khoshgoftaar 2019, “A survey on image data augmentation for deep learning”",
    "10.1186/s40537-019-0197-0",
)
IOFFE = Source(
    "Ioffe and Szegedy 2015, “Batch normalization: accelerating deep network training by reducing internal covariate shift”",
    arxiv="1502.03167",
)
SANTURKAR = Source(
    "Santurkar, Tsipras, Ilyas and Mądry 2018, “How does batch normalization help optimization?”", arxiv="1805.11604"
)
SOBEL = Source("Gonzalez and Woods 2018, “Digital image processing”, 4th edition, chapter 3")
LUO = Source(
    "Luo, Li, Urtasun and Zemel 2016, “Understanding the effective receptive field in deep convolutional neural networks”",
    arxiv="1701.04128",
)
ARTICLE = Source(
    "“Demystifying Deep Learning, part 8: Convolutional Neural Networks”, 2018, whose order this course follows"
)
