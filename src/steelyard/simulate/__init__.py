"""A simulated contact centre with known truth, and the files its systems would export.

`export` runs a scenario (`scenarios/`, one file each) and writes these files. Contacts are numbered apart by
system (CA0000012 a call, 1000012 a ticket, B0000012 a bot session), so a number is unique over all files.
Customer numbers (500001 and up), employee numbers (1001 and up, also the telephone extension), team names
(`Porto Phone 1`) and topic names are the same everywhere. Topic families: billing (invoice_question,
billing_dispute), delivery (late_delivery, damaged_item), technical (setup_help, outage), account (password_reset,
change_details), contract (cancel_or_change, upgrade_offer). Local means Europe/Lisbon; money is euro.

telephone_calls.csv: `;`, CRLF; one row per call, a few rows twice, four broken ones at the end
    Call ID             key (repeated rows are equal in every column)
    Date                local, dd/mm/yyyy
    Start time, End time  local, hh:mm:ss; the call begins in the queue and ends when one side hangs up; on Date
    Direction           IN, OUT (outbound), INT (internal, not a customer)
    Queue               the team, also of abandoned calls
    Agent ext.          employee number; blank where abandoned
    Customer no.        0 = caller not identified (about 6% of calls), and internal calls
    Reason              topic, chosen in the menu; blank on outbound and internal calls
    Outcome             ANSWERED, ABANDONED (hung up in the queue)
    Wait, Talk, Hold    durations hh:mm:ss; Talk excludes Hold
    Wrap-up (s)         seconds of after-call work
    Transfers           count
    Wrap code           SOLVED = the agent marked it resolved; FOLLOW-UP = not resolved; blank where abandoned, OUT, INT
    Promise             what the agent promised: callback, dispatch; blank = nothing
    Promised for, Promise kept at   local, dd/mm/yyyy hh:mm:ss; kept blank = not yet, or never

helpdesk_tickets.csv: `,`; one row per email or chat ticket, three broken ones at the end
    Ticket ID           key
    Status              new, open, solved, closed (as at the export)
    Channel             email, chat
    Requester ID        customer; blank for spam and tests
    Assignee, Group     employee number (blank where a chat was abandoned), team
    Topic               topic; blank for spam and tests
    Tags                blank, spam, agent_test, merged
    Priority            low, normal, high, urgent
    Created at, First reply at, Solved at, Closed at
                        UTC, 2026-01-05T09:12:40Z; blank = not yet; Closed is five days after Solved, by itself.
                        The wait of a chat is from Created to First reply; an abandoned chat has no first reply, and
                        Solved is when the visitor left
    Closure reason      agent, customer (confirmed), inactivity, bulk, merged, spam, test, abandoned (visitor left the
                        chat queue); blank = still open. Only agent and customer mark it resolved
    Agent replies       count of public replies
    Reopens             count
    Transfers           count
    Time spent (min)    minutes of the agent's work with decimals, talk and after-contact work together
    Follow-up of        the earlier ticket this one follows, email only
    Merged into         the ticket this one was merged into
    SLA met             true, false: first reply within 8 hours (email) or 2 minutes (chat); blank = no reply
    Promise             what the agent promised: reply, dispatch; blank = nothing
    Promised for, Promise kept at   UTC; kept blank = not yet, or never

bot_sessions.jsonl: one object per session and line
    session.id          key
    session.started_at, session.ended_at   milliseconds since 1970, UTC
    user.id             customer, as text
    intent              topic
    outcome             handoff (a chat ticket or call follows within minutes), confirmed (the customer said it is
                        solved: the only evidence), contained (left without evidence)
    messages.user, messages.bot   counts

survey_invitations.csv.gz: one row per invitation, answered or not (the file holds all invitations); two broken rows
    Invitation          key
    Reference           contact number
    Respondent          customer
    Survey, Scale       CSAT 1-5, NPS 0-10, CES 1-7 (7 = very easy): high is good on all three
    Score               blank = not answered
    Sent, Answered      local with offset, 2026-07-05T10:12:40+01:00; Answered blank = not answered
    Sentiment           how the tool reads the remark, -1 (bad) to 1 (good): noisy, but by what was felt and not by
                        the score; blank = no remark
    Remark              what the customer wrote, in English; what each remark really asks for and feels is told by
                        `steelyard.simulate.centre.remarks.told`

survey_pages.csv: the survey's second page, one row per question, of 80% of those who gave a CSAT score
    Invitation          with Item and Asked the key
    Item                solution, speed, friendliness, knowledge
    Asked               rated; of every second customer also expected and important
    Answer              1 to 5. Planted: the overall rating falls where the solution fails and hardly rises where it
                        excels (basic), the other way round with friendliness (excitement), both with speed
                        (performance); knowledge is said to matter and carries nothing

quality_evaluations.csv: one row per criterion
    Evaluation          with Criterion the key
    Contact, Agent, Evaluator   contact number, employee number, supervisor
    Form                rubric
    Criterion, Dimension        dimension is brand, product, sales, connection or process
    Points, Maximum     the maxima of one evaluation add up to 100
    Critical error      yes, no
    Evaluated on        local date, 05-Jan-2026
    A random sample of the contacts people handled.

quality_second_scorings.csv: the same of some of these contacts, scored again by somebody who did not know the first

payroll_agents.csv: Employee (key), Team, Site, Start date (dd/mm/yyyy), Hourly cost EUR (loaded)
payroll_months.xlsx, sheet Payroll: From, To (dates), Team, Kind (labour), Paid hours, Cost EUR
    Agents share their week with other work: only the hours paid for these contacts are booked here.
technology_invoices.csv: From, To (ISO dates), Channel (phone, chat, email, bot), Kind (technology), Amount EUR
crm_customers.csv: Customer ID (key), Segment (consumer, plus, business), Customer since (ISO date), Value per year EUR
crm_events.csv: Customer ID, Event (churned, purchased, renewed, complained), Date (local, ISO), Amount EUR
    (churned: the yearly value lost; complained: blank). No key; a customer may buy twice on one day.

The truth (`FOLDER.truth.json`, outside the folder; `Truth` documents it) is for tests and judges only.
`export_zendesk` writes a warehouse sync of a helpdesk, with figures known from how it was made.
"""

from steelyard.simulate.files.export import export
from steelyard.simulate.setting.scenario import Scenario, describe_scenario, find_scenario, list_scenarios
from steelyard.simulate.truth.truth import Truth

__all__ = ["Scenario", "Truth", "describe_scenario", "export", "find_scenario", "list_scenarios"]
