"""Many small contact centres at once, whose true figures are set, not measured: what intervals are calibrated against.

    setting = Setting()                                  the values every world is drawn from
    write(setting, folder, worlds=2_000, customers=400)  its files and a steelyard.toml; `world` is a dimension
    figures(setting)                                     metric -> its true value, in closed form

A world is a sample of customers, days and agents from one population. Customers differ in how often they call, how
often they must come back, how satisfied they are, and the frequent ones come back more: so customers, not contacts, are
independent, and a mean of ratios is not the ratio of sums.
"""

from calibration.drawn.draw import FIRST_DAY, draw
from calibration.drawn.export import write
from calibration.drawn.setting import Channel, Kind, Regime, Setting, Shocks
from calibration.drawn.truth import figures, split

__all__ = ["FIRST_DAY", "Channel", "Kind", "Regime", "Setting", "Shocks", "draw", "figures", "split", "write"]
