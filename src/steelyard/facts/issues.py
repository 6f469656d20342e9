"""The issues fact: one row per issue, with everything its contacts cost and gave.

Its contacts are those begun within the follow-up it is read at. An issue belongs to the local date, and to the topic,
channel and segment, of its first contact.
"""

from steelyard.declare import Column, Fact
from steelyard.facts.columns import DIMENSION_NAMES, DIMENSIONS, KEYS

FACT = Fact(
    name="issues",
    grain="one issue",
    dimensions=DIMENSION_NAMES,
    columns=(
        Column("issue_id", "text", "the issue: the id of its first contact, or the source's case link"),
        *KEYS,
        *DIMENSIONS,
        Column(
            "is_raised",
            "boolean",
            "answered or not; not left-censored, not over the most contacts an issue may have",
        ),
        Column("is_raised_mature", "boolean", "raised, and begun as long before the horizon as a mature one"),
        Column("is_counted", "boolean", "raised, and answered at least once: what I counts"),
        Column("is_left_censored", "boolean", "begun in the data's first window"),
        Column("is_long", "boolean", "more contacts than an issue may have: counted apart"),
        Column(
            "is_mature",
            "boolean",
            "counted, and its first contact began at least two return windows before the horizon",
        ),
        Column(
            "is_first_mature",
            "boolean",
            "counted, and one return window has passed since the first answered contact's solution",
        ),
        Column("is_unanswered", "boolean", "only given up, never answered"),
        Column("contacts", "count", "answered inbound contacts, begun within the follow-up as all that adds up here"),
        Column("attempts", "count", "abandoned contacts"),
        Column("outbound", "count", "outbound and internal contacts inside the issue"),
        Column("channels", "count", "different channels of its inbound contacts; missing where none is known"),
        Column("transfers", "count", "transfers"),
        Column("reopens", "count", "reopens"),
        Column(
            "is_resolved",
            "boolean",
            "last contact answered and marked solved; a chain still running: not; missing where no mark is known",
        ),
        Column("is_resolution_unknown", "boolean", "no mark says whether it was resolved"),
        Column("is_by_bot", "boolean", "handled by bots alone"),
        Column(
            "is_fixed_first",
            "boolean",
            "the first answered contact is neither marked unsolved nor still open, and no return within the window of "
            "its solution; missing where none was answered",
        ),
        Column("is_fixed_first_by_customer", "boolean", "the same, any topic counting as a return"),
        Column(
            "is_returned",
            "boolean",
            "a return within the window of the first answered contact's solution; missing where none was answered",
        ),
        Column("is_first_unsolved", "boolean", "the first answered contact is marked unsolved"),
        Column(
            "is_first_open",
            "boolean",
            "no end or solution is known of the first answered contact, though its source and channel otherwise say "
            "when contacts end",
        ),
        Column("is_first_marked", "boolean", "the first answered contact is marked, solved or not"),
        Column(
            "is_first_unmarked",
            "boolean",
            "the first answered contact ended without a mark, though its source and channel mark others",
        ),
        Column(
            "is_first_untold",
            "boolean",
            "neither a mark nor an end is known of the first answered contact, nor as a rule of others of its source "
            "and channel: only returns tell",
        ),
        Column(
            "return_day",
            "count",
            "whole days from that solution to the first return (0: within a day), within the longest issue; "
            "a reopening stands on the window's last day; missing where none",
        ),
        Column("follow_day", "count", "whole days from that solution to the horizon"),
        Column("is_bot_started", "boolean", "a bot took its first contact"),
        Column("is_contained", "boolean", "begun with a bot, no person, no return in any channel within the window"),
        Column("wait_s", "seconds", "waiting over all its contacts"),
        Column("self_service_s", "seconds", "menus and self-service over all its contacts"),
        Column("pending_s", "seconds", "waiting for the customer over all its contacts"),
        Column("work_s", "seconds", "handling and after-contact work over all its contacts"),
        Column("customer_s", "seconds", "the customer's own time over all its contacts"),
        Column("paid_s", "seconds", "paid time that falls on it"),
        Column("labour_cost", "money", "labour over all its contacts"),
        Column("technology_cost", "money", "technology"),
        Column("field_cost", "money", "field visits"),
        Column("other_cost", "money", "the rest"),
        Column("cost", "money", "all provider cost of it; missing where nothing is known"),
        Column("customer_cost", "money", "customer's time at the declared rate"),
        Column("others_work_s", "seconds", "work by other teams than the credited one"),
        Column("others_cost", "money", "cost of contacts handled by other teams"),
        Column("value_weight", "number", "value of one such issue resolved, 1 unless declared"),
        Column(
            "rating",
            "number",
            "mean rating of its answers on the quality instrument, 0 to 1; missing where not answered",
        ),
        Column("is_rated", "boolean", "has such an answer"),
        Column("is_churned", "boolean", "the customer left within the loyalty horizon; missing before it has passed"),
        Column("is_repurchased", "boolean", "the customer bought within it; missing before it has passed"),
        Column("is_loyalty_mature", "boolean", "raised, identified, and the loyalty horizon has passed"),
        Column(
            "hidden_return",
            "number",
            "returns that unidentified contacts hide for each like it: above 0 where it was seen to return, as if ids "
            "were missing at random among contacts of the same month, channel and topic family",
        ),
        Column("hidden_return_any", "number", "the same, any topic counting as a return"),
        Column("hidden_contained", "number", "the same, of issues whose first contact a bot took alone"),
        Column("unseen_return", "number", "the same of first answered contacts solved or not, and whenever they were"),
        Column(
            "false_start",
            "number",
            "issues for each like it that only look like ones of their own: what they continue is unidentified",
        ),
        Column("false_unfollowed", "number", "those of them that nobody came back after"),
        Column("false_fixed", "number", "those of them that look fixed at first contact"),
        Column(
            "hidden_resolved",
            "number",
            "issues for each like it that end in a contact marked solved only because what followed is unidentified",
        ),
        Column("hidden_marked", "number", "the same of contacts with any mark"),
        Column(
            "late_end",
            "number",
            "similar unidentified contacts for each identified one, of an issue that a repeat contact ends; else 0",
        ),
        Column("hidden_contacts", "number", "similar unidentified contacts for the repeat contacts in it"),
        Column("hidden_channels", "number", "channels counted once more for each like it as issues come apart"),
        Column("late_channels", "number", "similar unidentified contacts for each further channel in it"),
        Column("hidden_others_cost", "number", "other teams' cost that unidentified contacts hide for each like it"),
        Column("expected_issue", "number", "issues it stands for: 1 less false starts"),
        Column(
            "expected_fixed_first",
            "number",
            "issues solved at first contact it stands for: 1 or 0 by its mark, less false ones and hidden returns",
        ),
        Column("expected_resolved", "number", "resolved issues it stands for: 1 or 0 by its mark, less hidden ones"),
        Column("expected_marked", "number", "issues with a mark it stands for: 1 or 0, less hidden ones"),
    ),
)
