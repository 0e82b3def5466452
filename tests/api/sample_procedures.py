"""Procedures for tests of the edge: one with everything, one bare row, one abolished, one replaced."""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from corpus.ingest import PROCEDURES_FOLDER
from corpus.procedures.records import (
    Channel,
    ChannelKind,
    Fee,
    Procedure,
    ProcedureBasis,
    ProcedureStatus,
    ProcessingTime,
    RequiredDocument,
    TimeUnit,
)
from corpus.procedures.store import load_procedures
from tests.support.databases import keeper_in
from tests.support.fake_assistant import FakeAssistant

CODE = "2.000815"
SHIPPED = Path(__file__).parents[2] / "corpus" / "data" / PROCEDURES_FOLDER


def make_procedure(code: str, name: str, **overrides: object) -> Procedure:
    return Procedure.model_validate({"code": code, "name": name, "sector": "Hộ tịch", **overrides})


def make_procedures() -> tuple[Procedure, ...]:
    full = Procedure(
        code=CODE,
        name="Chứng thực bản sao từ bản chính <b>giấy tờ</b>",
        everyday_names=("sao y bản chính",),
        alias_questions=("Sao y hết bao nhiêu?",),
        sector="Chứng thực",
        levels=("Cấp xã",),
        handling_agency="Ủy ban nhân dân cấp xã",
        applicants=("Công dân Việt Nam",),
        channels=(
            Channel(
                kind=ChannelKind.IN_PERSON,
                fees=(
                    Fee(amount=Decimal(2000), per="trang", condition="hai trang đầu", raw="2.000 đồng/trang"),
                    Fee(amount=Decimal(1000), per="trang", condition="từ trang thứ 3", raw="1.000 đồng/trang"),
                ),
                note="Tại UBND cấp xã",
            ),
            Channel(
                kind=ChannelKind.ONLINE,
                times=(ProcessingTime(value=Decimal(3), unit=TimeUnit.WORKING_DAY, raw="03 Ngày làm việc"),),
                fees=(Fee(amount=None, raw="theo HĐND tỉnh"),),
            ),
        ),
        documents=(
            RequiredDocument(name="Bản chính cần sao", must="xuất trình", originals=1),
            RequiredDocument(name="Tờ khai", form="Mẫu số 01", case="nộp trực tuyến"),
        ),
        steps=("Mang bản chính đến nơi chứng thực.", "Nhận kết quả."),
        outcomes=("Bản sao được chứng thực",),
        legal_bases=(ProcedureBasis(number="23/2015/NĐ-CP", title="Nghị định về chứng thực"),),
        decision_number="3152/QĐ-BTP",
        source_url="https://dichvucong.gov.vn/thu-tuc-hanh-chinh/x",
        as_of=date(2026, 6, 30),
        family="chứng thực bản sao",
        linked=("1.001193", "9.999999"),
    )
    return (
        make_procedure("1.001193", "Đăng ký khai sinh", source_url="javascript:alert(1)"),
        make_procedure("1.004746", "Đăng ký lại kết hôn", status=ProcedureStatus.ABOLISHED),
        make_procedure(
            "1.000656", "Đăng ký khai tử", status=ProcedureStatus.REPLACED, replaced_by=("1.001193", "1.999999")
        ),
        full,
    )


def make_assistant(procedures: tuple[Procedure, ...] | None = None) -> FakeAssistant:
    """Returns the fake assistant over the small corpus with `procedures`, else these, in it."""
    assistant = FakeAssistant()
    held = make_procedures() if procedures is None else procedures
    assistant.index.corpus = assistant.index.corpus.model_copy(update={"procedures": held})
    return assistant


@cache
def shipped_procedures() -> tuple[Procedure, ...]:
    return load_procedures(SHIPPED, SHIPPED)


def shipped_client() -> TestClient:
    """Returns a client of a server over the small corpus with the procedures that are shipped."""
    assistant = make_assistant(shipped_procedures())
    return TestClient(create_app(assistant, ApiSettings(_env_file=None, rate_limit_per_minute=0), keeper_in()))
