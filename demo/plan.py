"""The demonstration plan, from the TOML files beside this module, through the same actions as
pages use: what is loaded has its audit trail, its numbers and its checks."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django_scopes import scope

from demo import cast, deeper
from demo.figures import Figures, latest_observation
from outcomes.actions import evidence, indicators, needs, observations, outcomes, targets
from outcomes.imports import FORMATS
from outcomes.models import FrameworkGoal, Indicator
from procurement.actions import contributions, pieces, portfolios
from procurement.models import Piece
from scp.accounts.models import User
from scp.core.audit import Command
from scp.organisations.models import Organisation
from scp.places.models import Place
from scp.plans.actions import plans, sections
from scp.plans.models import Plan
from stakeholders.actions import comments, stakeholders

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "data" / "trafford"
# The edition of the data that the project carries: data/trafford/notes.md.
SOURCE_VERSION = "trafford_themes ae20a08"
PUBLISHED_ON = dt.date(2026, 5, 13)
Entry = Mapping[str, Any]


def content(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def slug() -> str:
    """The demonstration plan's address."""
    return str(content("narrative")["plan"]["slug"])


class Loader:
    """Builds the plan from its parts, keeping every item under the key that the files call it."""

    def __init__(self, people: Mapping[str, User], bodies: Mapping[str, Organisation]) -> None:
        self.people = people
        self.bodies = bodies
        self.lead = people["lead"]
        self.commissioner = people["commissioner"]
        self.items: dict[str, Any] = {}

    def load(self) -> Plan:
        """The whole plan. The caller holds the transaction."""
        self.plan = self._open(content("narrative")["plan"])
        with scope(plan=self.plan):
            self._import()
            self.figures = Figures(self.plan)
            why, how = content("why"), content("how")
            self._evidence(why)
            deeper.rate(self, why)
            self._needs(why)
            self._outcomes(why)
            self._targets(why)
            deeper.admit(self, why)
            deeper.cite(self, why)
            deeper.lend(self, why)
            deeper.turn_curves(self, why)
            self._jigsaw(how)
            deeper.measure(self, how)
            deeper.explain(self, content("theory"))
            self._sections(content("narrative"))
            self._stakeholders(content("cast"))
            self._comments(content("voices"))
            deeper.govern(self, content("governance"))
        return self.plan

    def change_after_edition_one(self) -> None:
        """A few changes that nobody has published, for a newcomer to publish as edition 2."""
        after = self.figures.resolve(content("after"))
        with scope(plan=self.plan):
            answer, reword = after["answer"], after["reword"]
            comments.dispose(
                comment=self.items[answer["comment"]],
                decision=answer["decision"],
                response=answer["text"],
                by=self.people[answer["by"]],
            )
            need = self.items[reword["need"]]
            needs.revise(
                need=need,
                seen_version=need.version,
                by=self.commissioner,
                statement=reword["statement"],
            )
            piece = dict(after["piece"])
            claim = piece.pop("contribution")
            self._claim(self._piece(piece), claim)

    # --- Where and who ----------------------------------------------------------------------

    def _open(self, entry: Entry) -> Plan:
        values = dict(entry)
        at = values.pop("opened_at")
        plan = plans.open_plan(
            **{
                **values,
                "places": list(Place.objects.filter(code__in=entry["places"])),
                "lead_organisation": self.bodies[entry["lead_organisation"]],
            },
            by=self.lead,
            at=at,
        )
        for person in content("cast")["people"]:
            if person["role"] and person["key"] != "lead":
                user = self.people[person["key"]]
                plans.join(plan=plan, user=user, role=person["role"], by=self.lead, at=at)
        plans.move_on(plan=plan, status="in_coproduction", by=self.lead, at=at)
        return plan

    def _stakeholders(self, cast_content: Entry) -> None:
        for entry in cast_content["stakeholders"]:
            values = dict(entry)
            key = values.pop("key")
            self.items[f"st.{key}"] = stakeholders.register(
                plan=self.plan,
                by=self.lead,
                name=values["name"],
                kind=values["kind"],
                is_person=values.get("is_person", False),
                organisation=self.bodies.get(values.get("organisation", "")),
                user=self.people.get(values.get("person", "")),
            )

    # --- Why --------------------------------------------------------------------------------

    def _import(self) -> None:
        dataset = FORMATS["trafford"].read(DATA / "indicators.csv", DATA / "series.csv")
        observations.load(
            plan=self.plan,
            dataset=dataset,
            source_version=SOURCE_VERSION,
            published_on=PUBLISHED_ON,
            by=Command("demo.load"),
        )

    def indicator(self, name: str) -> Indicator:
        found: Indicator = Indicator.objects.get(code=f"trafford:{name}")
        found.plan = self.plan
        return found

    def _keep(self, key: str, item: Any) -> Any:
        self.items[key] = item
        self.figures.references[key] = item.reference
        return item

    def _named(self, keys: Any) -> list[Any]:
        return [self.items[key] for key in keys]

    def _evidence(self, why: Entry) -> None:
        for entry in why["evidence"]:
            values = self.figures.resolve(dict(entry))
            key, name = values.pop("key"), values.pop("indicator", "")
            if name:
                values = {**self._of_indicator(self.indicator(name)), **values}
            item = evidence.record(plan=self.plan, by=self.commissioner, **values)
            self._keep(key, item)

    def _of_indicator(self, indicator: Indicator) -> dict[str, Any]:
        """What a source that is an imported series says of itself: nobody types its figure."""
        latest = latest_observation(indicator)
        return {
            "url": indicator.source_url,
            "licence": indicator.licence,
            "published_on": PUBLISHED_ON,
            "accessed_on": PUBLISHED_ON,
            "geography": "Trafford, with England beside it",
            "period": latest.period,
            "key_figure": indicator.title,
            "key_value": round(latest.value or Decimal(), indicator.decimals),
            "key_unit": indicator.unit,
        }

    def _needs(self, why: Entry) -> None:
        for entry in why["needs"]:
            values = self.figures.resolve(dict(entry))
            key = values.pop("key")
            against = self._named(values.pop("contradicted_by", ()))
            values["supported_by"] = self._named(values["supported_by"])
            if "scale_of" in values:
                shown = latest_observation(self.indicator(values.pop("scale_of")))
                values["scale_observation"] = shown
            item = needs.identify(
                plan=self.plan,
                by=self.commissioner,
                contradicted_by=against,
                places=self.plan.places.all(),
                owner_user=self.commissioner,
                **values,
            )
            self._keep(key, item)

    def _outcomes(self, why: Entry) -> None:
        self.owners = {
            name: owner for owner, names in why["indicator_owners"].items() for name in names
        }
        for entry in why["outcomes"]:
            values = self.figures.resolve(dict(entry))
            key = values.pop("key")
            linked = [self._with_baseline(name) for name in values.pop("indicators")]
            values["needs"] = self._named(values["needs"])
            values["goals"] = [_goal(code) for code in values["goals"]]
            values["owner_organisation"] = self.bodies[values["owner_organisation"]]
            item = outcomes.propose(
                plan=self.plan,
                by=self.lead,
                indicators=linked,
                owner_user=self.lead,
                **values,
            )
            self._keep(key, item)

    def _with_baseline(self, name: str) -> Indicator:
        """An indicator with an owner, measured from its latest value when the plan was written."""
        indicator = self.indicator(name)
        latest = latest_observation(indicator)
        return indicators.revise(
            indicator=indicator,
            seen_version=indicator.version,
            by=self.commissioner,
            baseline_period=latest.period,
            baseline_value=latest.value,
            owner=self.owners[name],
            owner_user=self.commissioner,
        )

    def _targets(self, why: Entry) -> None:
        for entry in why["targets"]:
            indicator = self.indicator(entry["indicator"])
            if "tolerance" in entry:
                indicators.revise(
                    indicator=indicator,
                    seen_version=indicator.version,
                    by=self.lead,
                    tolerance=Decimal(entry["tolerance"]),
                    trajectory=entry.get("trajectory", "steps"),
                )
            for due_on, value in entry["points"]:
                targets.set_point(
                    indicator=indicator,
                    due_on=due_on,
                    value=Decimal(value),
                    note=why["target_note"]["text"],
                    by=self.lead,
                )

    # --- How --------------------------------------------------------------------------------

    def _jigsaw(self, how: Entry) -> None:
        for entry in how["portfolios"]:
            item = portfolios.open_portfolio(
                plan=self.plan, title=entry["title"], summary=entry["summary"], by=self.lead
            )
            self._keep(entry["key"], item)
        for entry in how["pieces"]:
            self._piece(entry)
        for entry in how["contributions"]:
            self._claim(self.items[entry["piece"]], entry)

    def _piece(self, entry: Entry) -> Piece:
        values = dict(entry)
        key = values.pop("key")
        values["portfolio"] = self.items[values["portfolio"]]
        piece: Piece = self._keep(key, pieces.add(plan=self.plan, by=self.commissioner, **values))
        return piece

    def _claim(self, piece: Piece, entry: Entry) -> None:
        contributions.claim(
            piece=piece,
            outcome=self.items[entry["outcome"]],
            strength=entry["strength"],
            rationale=entry["rationale"],
            evidence=self._named(entry.get("evidence", ())),
            by=self.commissioner,
        )

    # --- What people read and say -----------------------------------------------------------

    def _sections(self, narrative: Entry) -> None:
        for position, entry in enumerate(narrative["sections"]):
            item = sections.add(
                plan=self.plan,
                kind=entry["kind"],
                title=entry["title"],
                body=self.figures.text(entry["body"].strip()),
                position=position,
                by=self.lead,
            )
            self._keep(entry["key"], item)

    def _comments(self, voices: Entry) -> None:
        for entry in voices["comments"]:
            stakeholder = self.items[f"st.{entry['stakeholder']}"]
            comment = comments.make(
                about=self.items[entry["about"]],
                stakeholder=stakeholder,
                text=entry["text"],
                by=stakeholder.user,
                at=entry["made_at"],
            )
            self.items[entry["key"]] = comment
            if response := entry.get("response"):
                comments.dispose(
                    comment=comment,
                    decision=response["decision"],
                    response=response["text"],
                    by=self.people[response["by"]],
                    at=response["made_at"],
                )


def _goal(code: str) -> FrameworkGoal:
    """A goal by its framework and its code there: "sdg:4"."""
    framework, _, number = code.partition(":")
    return FrameworkGoal.objects.get(framework__code=framework, code=number)


def cast_of_the_demonstration() -> tuple[dict[str, User], dict[str, Organisation]]:
    entries = content("cast")
    return cast.enrol(entries["people"]), cast.found(entries["organisations"])
