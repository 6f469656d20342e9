"""The true figures of a setting, in closed form: no draw enters them.

For a kind t of customers, w_t is the expected number of issues (its share of customers times E[N_t]) and k_t the
expected contacts of an issue, 1 + E[r] + E[r^2] + E[r^3] with r ~ Beta. A figure over issues is a mean weighted by w_t,
one over contacts by w_t k_t: the customers who call most weigh most.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from scipy import optimize, special, stats

from calibration.drawn.setting import BEFORE, LONGEST, Beta, Channel, Kind, Regime, Setting

CUSTOMER_HOUR_VALUE = 12.0
"""Euro."""
SERVICE_LEVEL_S = 20.0
"""The wait that still meets the service level."""


def figures(setting: Setting) -> dict[str, float]:
    """Metric -> its true value, on the metric's own scale; before any change."""
    contacts = _by_contact(setting)
    found = {**_of_issues(setting), **_of_contacts(setting, contacts), **_of_answers(setting)}
    return {name: float(value) for name, value in found.items()}


def split(setting: Setting) -> dict[str, float]:
    """Factor -> what it brings to the change of ln balance from before the change to after it, in closed form.

    By Ang (2004), equation for LMDI-I, over channels, all of one kind of issue: what their shares bring is "handled
    otherwise", there is no mix. Cost is the sum of labour and of what is booked on each contact, split by its parts.
    """
    before, after = _quantities(setting, BEFORE), _quantities(setting, setting.later)
    value = _chain(before, after, ("R", "V"), "V")
    labour, booked = (_chain(before, after, names, "M") for names in (("C", "H", "P", "L"), ("C", "T")))
    terms = {
        "experience": value[1],
        "effectiveness": value[0],
        "onceness": -labour[0] - booked[0],
        "pace": -labour[1],
        "capacity": -labour[2],
        "price": -labour[3],
        "other": -booked[1],
        "handled_otherwise": value[2] - labour[4] - booked[2],
    }
    return terms | {"balance": sum(terms.values())}


def moment(beta: Beta, power: int) -> float:
    """E[r^power] of r ~ Beta(a, b)."""
    a, b = beta
    return float(np.prod([(a + step) / (a + b + step) for step in range(power)]))


def issues_of(kind: Kind, cells: int) -> float:
    """Expected issues of one customer: 1 + Binomial(cells - 1, busy), cut off when the customer leaves."""
    more = np.arange(cells)
    chance = stats.betabinom.pmf(more, cells - 1, *kind.busy)
    if not kind.churns:
        return float((chance * (1 + more)).sum())
    return float((chance * (1 - (1 - kind.churns) ** (1 + more)) / kind.churns).sum())


def _chain_length(kind: Kind, factor: float = 1.0) -> float:
    return sum(factor**power * moment(kind.returns, power) for power in range(LONGEST))


def _over_issues(setting: Setting, value: Callable[[Kind], float]) -> float:
    weights = [kind.share * issues_of(kind, setting.cells) for kind in setting.kinds]
    return float(np.average([value(kind) for kind in setting.kinds], weights=weights))


def _over_contacts(setting: Setting, value: Callable[[Kind], float]) -> float:
    return _over_issues(setting, lambda kind: _chain_length(kind) * value(kind)) / _over_issues(setting, _chain_length)


def _over_channels(setting: Setting, value: Callable[[Channel], float]) -> float:
    return sum(channel.share * value(channel) for channel in setting.channels)


def _of_issues(setting: Setting) -> dict[str, float]:
    length = _over_issues(setting, _chain_length)
    fixed = (1 - setting.reopened) * _over_issues(setting, lambda kind: (1 - moment(kind.returns, 1)) * kind.resolved)
    solved = _over_issues(setting, lambda kind: kind.resolved)
    churn = _over_issues(setting, lambda kind: kind.churns)
    worked_s = length * _work_s(setting)
    cost = length * _cost(setting)
    quality = _over_channels(setting, lambda channel: channel.rating[1])
    value = solved * quality
    own_s = length * _customer_s(setting)
    own_cost = own_s / 3600 * CUSTOMER_HOUR_VALUE
    return {
        "first_contact_resolution": fixed,
        "first_contact_resolution_by_customer": fixed,
        "contacts_per_issue": length,
        "onceness": 1 / length,
        "repeat_contacts": 1 - 1 / length,
        "resolution_rate": solved,
        "effectiveness": solved,
        "churn_rate": churn,
        "retention_rate": 1 - churn,
        "repurchase_rate": _over_issues(setting, lambda kind: kind.buys),
        "cost_per_issue": cost,
        "cost_per_resolved_issue": cost / solved,
        "hours_per_resolved_issue": worked_s / 3600 / solved,
        "pace": 3600 * length / worked_s,
        "experience": quality,
        "value_per_issue": value,
        "balance": 1000 * value / cost,
        "customer_time_per_issue": own_s,
        "customer_cost_per_issue": own_cost,
        "unit_cost_provider": cost / value,
        "unit_cost_customer": own_cost / value,
        "unit_cost": (cost + own_cost) / value,
    }


def _by_contact(setting: Setting) -> dict[str, float]:
    return {"given_up": _over_contacts(setting, lambda kind: moment(kind.abandons, 1))}


def _of_contacts(setting: Setting, contacts: dict[str, float]) -> dict[str, float]:
    given_up = contacts["given_up"]
    waited = next(channel for channel in setting.channels if channel.wait_s)
    written = next(channel for channel in setting.channels if not channel.wait_s)
    handled_s = _handled_s(setting)
    in_time = 1 - np.exp(-SERVICE_LEVEL_S / waited.wait_s)
    length = _over_issues(setting, _chain_length)
    marked = _over_issues(setting, lambda kind: kind.resolved + (_chain_length(kind) - 1) * setting.marked_early)
    mean_end_s = _over_channels(setting, lambda channel: channel.duration_s)
    return {
        "abandonment_rate": given_up / (1 + given_up),
        "abandonment_rate_queued": given_up / (1 + given_up),
        "wait_time": waited.wait_s,
        "speed_of_answer": waited.wait_s,
        "service_level": in_time / (1 + given_up),
        "handle_time": _work_s(setting),
        "wrap_time": sum(c.share * c.wrap_share * handled_s[c.name] for c in setting.channels),
        "hold_time": waited.hold_s,
        "contacts_per_hour": 3600 / _work_s(setting),
        "cost_per_contact": _cost(setting),
        "transfers_per_contact": _over_contacts(setting, lambda kind: kind.transfers),
        "transfer_rate": _over_contacts(setting, lambda kind: 1 - float(np.exp(-kind.transfers))),
        "reopen_rate": setting.reopened,
        "replies_per_contact": _over_channels(setting, lambda channel: channel.replies),
        "sla_met": setting.in_time,
        "contacts_resolved": marked / length,
        "interaction_quality": 100 * setting.quality,
        "closing_time": mean_end_s,
        "resolution_time": mean_end_s,
        **{f"closing_time_{name}": _end_s(setting, q) for name, q in _QUANTILES.items()},
        **{f"resolution_time_{name}": _end_s(setting, q) for name, q in _QUANTILES.items()},
        **{f"handle_time_{name}": _work_quantile_s(setting, q) for name, q in _QUANTILES.items()},
        **{
            f"first_reply_time_{name}": float(stats.gamma.ppf(q, 2, scale=written.duration_s / 4))
            for name, q in _QUANTILES.items()
        },
    }


_QUANTILES = {"median": 0.5, "p90": 0.9}


def _of_answers(setting: Setting) -> dict[str, float]:
    """Scores of those who answered, whatever the channel's readiness; the rating is carried to all contacts."""
    solved = _over_contacts(setting, lambda kind: kind.resolved)
    outcome = (1 - solved, solved)

    def answered(value: Callable[[float], float]) -> float:
        ready = _over_channels(setting, lambda channel: channel.answers)
        return _over_channels(setting, lambda channel: channel.answers * _mixed(channel, outcome, value)) / ready

    csat, nps, ces = (_boxes(setting, points) for points in (4, 10, 6))
    asked = dict(setting.invited)
    rate = _over_channels(setting, lambda channel: channel.answers) / 2
    return {
        "csat_score": 100 * answered(lambda rating: rating),
        "csat_top_two": answered(lambda rating: csat(rating)[3:].sum()),
        "csat_top_box": answered(lambda rating: csat(rating)[4]),
        "nps": 100 * answered(lambda rating: nps(rating)[9:].sum() - nps(rating)[:7].sum()),
        "ces_score": 100 * answered(lambda rating: rating),
        "ces_net_easy": 100 * answered(lambda rating: ces(rating)[4:].sum() - ces(rating)[:3].sum()),
        "customer_rating": 100 * _over_channels(setting, lambda channel: _mixed(channel, outcome, lambda r: r)),
        "survey_answer_rate": rate,
        "survey_coverage": rate * asked.get("csat", 0.0),
        "survey_invitation_rate": sum(asked.values()),
    }


def _mixed(channel: Channel, outcome: tuple[float, float], value: Callable[[float], float]) -> float:
    return sum(share * value(rating) for share, rating in zip(outcome, channel.rating, strict=True))


def _boxes(setting: Setting, points: int) -> Callable[[float], np.ndarray]:
    def shares(rating: float) -> np.ndarray:
        a, b = setting.sameness * rating, setting.sameness * (1 - rating)
        found: np.ndarray = stats.betabinom.pmf(np.arange(points + 1), points, a, b)
        return found

    return shares


def _handled_s(setting: Setting) -> dict[str, float]:
    slowness = _over_contacts(setting, lambda kind: kind.slowness)
    return {channel.name: channel.handle_s * slowness for channel in setting.channels}


def _work_s(setting: Setting) -> float:
    handled_s = _handled_s(setting)
    return _over_channels(setting, lambda channel: handled_s[channel.name] * (1 + channel.wrap_share))


def _cost(setting: Setting) -> float:
    booked = _over_channels(setting, lambda channel: channel.booked_cost)
    return float(np.mean(setting.hourly_cost)) * _work_s(setting) / 3600 + booked


def _customer_s(setting: Setting) -> float:
    """Waiting and being handled, attempts given up included, for each answered contact."""
    handled_s = _handled_s(setting)
    given_up = _over_contacts(setting, lambda kind: moment(kind.abandons, 1))

    def own_s(channel: Channel) -> float:
        if not channel.wait_s:
            return channel.own_s
        return channel.wait_s * (1 + given_up) + handled_s[channel.name]

    return _over_channels(setting, own_s)


def _end_s(setting: Setting, q: float) -> float:
    def share(seconds: float) -> float:
        return _over_channels(setting, lambda channel: float(special.gammainc(2, 2 * seconds / channel.duration_s))) - q

    return float(optimize.brentq(share, 1.0, 1e7, xtol=1e-6))


def _work_quantile_s(setting: Setting, q: float) -> float:
    """Of the mixture, over kinds, channels, days and agents, of log-normal work."""
    spread = float(np.hypot(*setting.handle_spread))
    nodes, weights = np.polynomial.legendre.leggauss(12)
    day, agent = 1 + setting.shocks.day_handle * nodes, 1 + setting.shocks.agent_handle * nodes
    factors, chances = np.multiply.outer(day, agent), np.multiply.outer(weights, weights) / 4

    def below(kind: Kind, seconds: float) -> float:
        def share(channel: Channel) -> float:
            mean_s = channel.handle_s * kind.slowness * (1 + channel.wrap_share) * factors
            return float((chances * special.ndtr((np.log(seconds / mean_s) + spread**2 / 2) / spread)).sum())

        return _over_channels(setting, share)

    def excess(seconds: float) -> float:
        return _over_contacts(setting, lambda kind: below(kind, seconds)) - q

    return float(optimize.brentq(excess, 1.0, 1e6, xtol=1e-6))


def _quantities(setting: Setting, regime: Regime) -> dict[str, np.ndarray]:
    """Per issue and channel: share of issues, R, V, C, H, P, L, booked cost, M."""
    first, second = setting.channels
    shares = np.array([first.share + regime.first_share, second.share - regime.first_share])
    weight = {kind: kind.share * issues_of(kind, setting.cells) for kind in setting.kinds}
    whole = sum(weight.values())
    length = sum(w * _chain_length(kind, regime.returns) for kind, w in weight.items()) / whole
    slowness = sum(w * _chain_length(k, regime.returns) * k.slowness for k, w in weight.items()) / whole / length
    solved = regime.resolved * sum(w * kind.resolved for kind, w in weight.items()) / whole
    work_s = np.array([c.handle_s * (1 + c.wrap_share) * slowness * regime.handle for c in setting.channels])
    found = {"I": shares, "R": shares * solved}
    found["V"] = found["R"] * regime.rating * np.array([channel.rating[1] for channel in setting.channels])
    found["C"] = shares * length
    found["H"] = found["C"] * work_s / 3600
    found["P"] = found["H"] / regime.capacity
    found["L"] = found["P"] * regime.price
    found["T"] = found["C"] * np.array([channel.booked_cost for channel in setting.channels])
    found["M"] = found["L"] + found["T"]
    return found


def _chain(
    before: dict[str, np.ndarray], after: dict[str, np.ndarray], names: tuple[str, ...], whole: str
) -> list[float]:
    """The effects on a whole of each link of the chain from issues to one of its parts, then of the issues' shares."""
    weights = _log_mean(after[names[-1]], before[names[-1]]) / _log_mean(after[whole].sum(), before[whole].sum())
    links = ("I", *names)
    ratios = [(after[high] / after[low]) / (before[high] / before[low]) for low, high in pairwise(links)]
    return [float((weights * np.log(ratio)).sum()) for ratio in (*ratios, after["I"] / before["I"])]


def _log_mean(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.isclose(a, b, rtol=1e-12, atol=0), a, (a - b) / np.log(a / b))
