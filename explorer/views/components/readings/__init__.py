"""Component: a convolution as a sliding filter and as neurons with shared weights."""
