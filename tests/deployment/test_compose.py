"""Rules that every service of docker-compose.yml keeps; an exception stands in a table here, with its reason."""

import re
import tomllib
from ipaddress import ip_network

import pytest

from tests.conformance.test_repository import setting_names
from tests.support.compose_file import (
    ROOT,
    MissingVariable,
    interpolated,
    megabytes,
    parsed,
    services,
    variables,
)

REQUIRED = {
    "API_PUBLIC_BASE_URL": "https://hoi.xa.example.vn",
    "BOT_IDENTITY_KEY": "k" * 64,
    "POSTGRES_PASSWORD": "p" * 48,
}
SERVICES = services(REQUIRED)
WRITTEN = services()
ONE_SHOT = {"prepare"}
BESIDE_THE_LIMITS = {"model"}  # needs a larger machine, and says so
WITHOUT_HEALTH_CHECK = {"prepare": "ends"}
# Variables of the images that are not ours.
OF_THE_IMAGE = {
    "postgres": {"POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_INITDB_ARGS"},
    "chroma": {"ANONYMIZED_TELEMETRY"},
    "model": {"HOME", "OLLAMA_MODELS", "OLLAMA_CONTEXT_LENGTH", "OLLAMA_NUM_PARALLEL"},
}
# Settings that no operator of the containers can change.
NOT_OFFERED = {
    "API_FEEDBACK_PATH": "on the volume, where the image has its var/",
    "API_DOCUMENTS_DIR": "on the volume, where the image has its var/",
    "API_PROCEDURES_DIR": "on the volume, where the image has its var/",
    "BOT_IDENTITY_KEY_PATH": "the key comes from BOT_IDENTITY_KEY",
    "RETRIEVAL_STATIC_MODEL_DIR": "in the image",
}

each_service = pytest.mark.parametrize("name", sorted(SERVICES))


@pytest.mark.parametrize("name", sorted(REQUIRED))
def test_what_must_be_set_is_asked_for_in_vietnamese(name: str) -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")

    with pytest.raises(MissingVariable, match=f"hãy đặt {name} trong .env"):
        interpolated(text, {key: value for key, value in REQUIRED.items() if key != name})


def test_nothing_else_must_be_set() -> None:
    assert set(variables(":?")) == set(REQUIRED)


def test_all_services_are_there() -> None:
    standard = {name for name, service in SERVICES.items() if "profiles" not in service}

    assert standard == {"api", "caddy", "chroma", "postgres", "prepare", "redis"}
    assert {name: service["profiles"] for name, service in SERVICES.items() if "profiles" in service} == {
        "bot": ["telegram"],
        "model": ["model"],
    }


@each_service
def test_image_is_pinned(name: str) -> None:
    image = WRITTEN[name]["image"]

    assert re.fullmatch(r"[a-z0-9/-]+:\d+\.\d+(\.\d+)?(-[a-z0-9.]+)?", image), image


@each_service
def test_service_runs_without_rights(name: str) -> None:
    service = SERVICES[name]

    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "network_mode", "pid", "ipc", "devices"} & set(service)


@each_service
def test_file_system_is_read_only(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert all("size=" in mount for mount in service["tmpfs"])  # memory, which is limited


@each_service
def test_service_is_watched(name: str) -> None:
    check = SERVICES[name]["healthcheck"]

    if name in WITHOUT_HEALTH_CHECK:
        assert check == {"disable": True}
    else:
        assert check["test"][0] in ("CMD", "CMD-SHELL")
        assert {"interval", "timeout", "retries"} <= set(check)


@each_service
def test_service_is_started_again(name: str) -> None:
    assert SERVICES[name]["restart"] == ("no" if name in ONE_SHOT else "unless-stopped")


@each_service
def test_log_is_rotated(name: str) -> None:
    logging = SERVICES[name]["logging"]

    assert logging["driver"] == "json-file"
    assert set(logging["options"]) == {"max-size", "max-file"}


@each_service
def test_service_is_limited(name: str) -> None:
    service = SERVICES[name]

    assert megabytes(service["mem_limit"]) > 0
    assert float(service["cpus"]) > 0
    assert service["pids_limit"] > 0
    assert sum(megabytes(size) for mount in service["tmpfs"] for size in re.findall(r"size=(\w+)", mount)) <= (
        megabytes(service["mem_limit"]) / 2
    )


def test_limits_together_fit_the_machine() -> None:
    counted = [service for name, service in SERVICES.items() if name not in BESIDE_THE_LIMITS]
    lasting = [service for name, service in SERVICES.items() if name not in BESIDE_THE_LIMITS | ONE_SHOT]

    assert sum(megabytes(service["mem_limit"]) for service in counted) <= 4096
    assert sum(float(service["cpus"]) for service in lasting) <= 2
    assert all(float(SERVICES[name]["cpus"]) <= 1 and SERVICES[name]["cpu_shares"] < 1024 for name in ONE_SHOT)


@each_service
def test_only_the_proxy_is_reached_from_outside(name: str) -> None:
    assert ("ports" in SERVICES[name]) == (name == "caddy")
    assert "expose" not in SERVICES[name]


def test_networks_keep_apart_what_need_not_meet() -> None:
    networks = {name: set(service["networks"]) for name, service in SERVICES.items()}
    internal = {name for name, network in parsed(REQUIRED)["networks"].items() if (network or {}).get("internal")}

    assert internal == {"edge", "inside"}
    for store in ("chroma", "postgres", "prepare", "redis"):
        assert networks[store] == {"inside"}
    assert networks["caddy"] & networks["api"] == {"edge"}
    assert [name for name, joined in networks.items() if "edge" in joined] == ["caddy", "api"]
    assert networks["caddy"] & networks["model"] == set()


def test_the_proxy_is_believed_and_nobody_else() -> None:
    (given,) = parsed(REQUIRED)["networks"]["edge"]["ipam"]["config"]
    trusted = SERVICES["api"]["environment"]["API_TRUSTED_PROXIES"]

    assert trusted == given["subnet"]
    assert ip_network(trusted).is_private


@each_service
def test_order_of_start(name: str) -> None:
    waits = {other: how["condition"] for other, how in SERVICES[name].get("depends_on", {}).items()}

    for other, condition in waits.items():
        wanted = "service_completed_successfully" if other in ONE_SHOT else "service_healthy"
        assert condition == wanted
        assert other not in WITHOUT_HEALTH_CHECK or other in ONE_SHOT
    if name in ("api", "bot"):
        assert set(waits) == {"prepare", "postgres", "redis", "chroma"}


@each_service
def test_no_secret_is_written_down(name: str) -> None:
    for variable, value in (WRITTEN[name].get("environment") or {}).items():
        if re.search(r"PASSWORD|TOKEN$|_KEYS?$|SECRET", variable):
            assert value is None or re.match(rf"\$\{{{variable}:\?", value), variable
        assert not re.search(r"://[^/@$]*:[^$@]+@", value or ""), variable


@each_service
def test_every_variable_is_documented(name: str) -> None:
    text = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`([A-Z_]+)`", text))

    assert set(SERVICES[name].get("environment") or {}) - OF_THE_IMAGE.get(name, set()) - documented == set()


def test_what_the_file_asks_for_is_documented() -> None:
    text = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")

    assert set(variables()) - set(re.findall(r"`([A-Z_]+)`", text)) == set()


def test_every_setting_can_be_set_in_containers() -> None:
    offered = {name for service in ("api", "bot") for name in SERVICES[service]["environment"]}

    assert setting_names() - offered == set(NOT_OFFERED) & setting_names()


def test_the_job_sees_the_settings_of_the_servers() -> None:
    shared = set(SERVICES["api"]["environment"]) & set(SERVICES["bot"]["environment"])

    assert shared == set(SERVICES["prepare"]["environment"])


@each_service
def test_volumes_are_named_or_read_only_folders(name: str) -> None:
    named = set(parsed(REQUIRED)["volumes"])
    for mount in SERVICES[name].get("volumes", []):
        source, target, *mode = mount.split(":")
        if name == "model":
            assert (source, target) == ("./models", "/models")
        else:
            assert source in named or mode == ["ro"], mount


def test_state_lives_on_volumes() -> None:
    where = {mount.split(":")[0]: mount.split(":")[1] for s in SERVICES.values() for mount in s.get("volumes", [])}

    assert where["database"] == "/var/lib/postgresql/data"
    assert where["data"] == "/app/var"
    assert SERVICES["api"]["environment"]["BOT_INDEX_DIR"].startswith(where["data"])
    assert where["vectors"] in SERVICES["chroma"]["command"]
    assert f"XDG_DATA_HOME={where['certificates']}" in (ROOT / "deploy/proxy.Dockerfile").read_text(encoding="utf-8")


def test_our_images_are_built_once_and_never_pulled() -> None:
    built = [(service["image"], service["build"]) for service in SERVICES.values() if "build" in service]

    proxy = {"context": ".", "dockerfile": "deploy/proxy.Dockerfile"}
    assert built == [("motcua-proxy:0.1.0", proxy), ("motcua:0.1.0", ".")]
    for service in SERVICES.values():
        ours = service["image"].startswith("motcua")  # nobody's of that name, where they come from
        assert service.get("pull_policy") == (("build" if "build" in service else "never") if ours else None)


def test_image_has_the_programs_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert SERVICES["api"]["image"] == f"motcua:{project['version']}"
