"""The register: one project's reports, runs, incidents and decisions, in one file or on a server.

Open it, take a transaction, call functions with it::

    register = Register.open("my.sijill")            # or "postgresql://…"; Register.create makes a new one
    with register.read() as con:                      # one snapshot, changes nothing; with register.write() changes
        page = queue(con, Filter(country="XF"), limit=50)

Everything is a frozen struct (msgspec; JSON by ``msgspec.json.encode``), every failure a ``SijillError``. Times are ISO
strings in UTC, by the register's clock. What can be asked:

===================  ===================================================================================================
lists                ``queue`` → ``Page`` of ``Row`` (keyset: give ``page.next`` as ``after``), ``count``, ``facets``,
                     ``points`` (map), ``timeline``; all take a ``Filter``
one report           ``report_of(con, doc_id)``, ``report_by_num(con, num)`` → ``StoredReport`` with its ``Source`` s;
                     ``events_of_report(con, doc_id)`` → rows, ``records_of(con, rows)`` → ``EventRecord`` s
one event            ``record_of(con, id)`` → ``EventRecord``: ``event`` as it stands, ``coded``, ``latest``, ``edited``
one incident         ``incident_of(con, id)`` → (``IncidentRow``, ``Incident``), ``members(con, [id])``, ``incidents``
search               ``search(con, words)`` → ``Found`` with ``Hit`` s
history              ``history(con, id)`` of an event or incident, ``entries`` (the log backwards), ``runs``
accounts             ``sijill.register.accounts``: ``add_account``, ``log_in``, ``session_of``, ``log_out`` …
agreement            ``pairs_of_coders(con)``, ``agreement(con, one, other)`` → ``Agreement`` a field
a person's word      ``decide(register, Decision(kind=…, by=…, …), seen={id: version}, take=…)`` → ``Entry``; its own
                     transaction. ``StaleError`` where somebody was faster: it carries both versions
===================  ===================================================================================================

The kinds of decisions, as ``model.Decision``: ``accept``, ``reject`` (one of ``events``); ``field`` (one of ``events``,
``field`` such as ``casualties`` or ``place.name``, ``value`` as JSON, ``spans`` of the words it was read from);
``add`` (``value`` is the whole event as JSON: ``doc_id``, ``passage``, ``type`` at least; any ``id``); ``same``,
``different``, ``split`` (``events``); ``undo`` (``undoes`` the id ``d<seq>`` of an entry). ``aside=True`` is a second
reader's own word: kept and counted for agreement, the record stays as it is.

An event's spans belong to the report of ``row.report_num``: show ``report_by_num(con, row.report_num).report.text``.
"""

from sijill.register.agreement import Agreement, agreement, pairs_of_coders
from sijill.register.deciding import Take, decide
from sijill.register.effective import differing
from sijill.register.finding import Found, Hit, search
from sijill.register.gather import decision_of, incident_of, incidents, members
from sijill.register.listing import (
    Bar,
    Filter,
    Page,
    Point,
    count,
    events_of_report,
    facets,
    points,
    queue,
    timeline,
)
from sijill.register.log import entries, entry_of, head, history
from sijill.register.records import (
    STANDING,
    WAITING,
    Added,
    Arrival,
    Entry,
    EventRecord,
    IncidentRow,
    Row,
    Source,
    StaleError,
    Status,
    StoredReport,
)
from sijill.register.reports import add_reports, count_reports, report_by_num, report_of
from sijill.register.runs import Run, begin_run, end_run, run_of, runs, store_coding
from sijill.register.store import Register
from sijill.register.view import record_of, records_of

__all__ = [
    "STANDING",
    "WAITING",
    "Added",
    "Agreement",
    "Arrival",
    "Bar",
    "Entry",
    "EventRecord",
    "Filter",
    "Found",
    "Hit",
    "IncidentRow",
    "Page",
    "Point",
    "Register",
    "Row",
    "Run",
    "Source",
    "StaleError",
    "Status",
    "StoredReport",
    "Take",
    "add_reports",
    "agreement",
    "begin_run",
    "count",
    "count_reports",
    "decide",
    "decision_of",
    "differing",
    "end_run",
    "entries",
    "entry_of",
    "events_of_report",
    "facets",
    "head",
    "history",
    "incident_of",
    "incidents",
    "members",
    "pairs_of_coders",
    "points",
    "queue",
    "record_of",
    "records_of",
    "report_by_num",
    "report_of",
    "run_of",
    "runs",
    "search",
    "store_coding",
    "timeline",
]
