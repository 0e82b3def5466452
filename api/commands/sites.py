"""`motcua sites`: the portals that may hold the widget. Each act is noted; running servers go by it within seconds."""

import secrets
from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import asdict

from api.commands.opening import expected_faults, known_communes
from api.commands.store import opened_store
from api.console import CommandFailed, remark, say
from api.settings import ApiSettings
from api.sites import SitesRefused, load_sites, make_site
from bot.settings import BotSettings
from bot.store.database import StoreUnavailable
from bot.store.sites import Site
from bot.store.store import Store

_OPTIONS = {
    "key": "--key",
    "name": "--name",
    "origins": "--origin",
    "communes": "--commune",
    "per_minute": "--per-minute",
}
_SOON = "Máy chủ đang chạy áp dụng sau vài giây, không cần khởi động lại."


def run(args: Namespace) -> int:
    """Runs one action."""
    with expected_faults():
        settings, api = BotSettings(), ApiSettings()
    try:
        with opened_store(settings) as store:
            _ACTIONS[args.action](args, store, api)
    except (SitesRefused, StoreUnavailable) as exc:
        raise CommandFailed(str(exc)) from exc
    return 0


def _list(args: Namespace, store: Store, api: ApiSettings) -> None:
    known = store.sites.all()
    for site in known.values():
        _say_site(site)
    if not known:
        say("Chưa có trang nào; thêm bằng `motcua sites add` (docs/configuration.md).")


def _add(args: Namespace, store: Store, api: ApiSettings) -> None:
    given = {
        "key": args.key or secrets.token_hex(8),
        "name": args.name,
        "origins": args.origin,
        "communes": args.commune,
        "per_minute": _limit(args.per_minute),
    }
    site = make_site(given, known_communes(args.index), _OPTIONS)
    before = store.sites.all()
    if not store.sites.add(site):
        raise CommandFailed(f"đã có trang mang khóa {site.key!r}; hãy chọn khóa khác, hoặc `motcua sites change`.")
    _note(store, "site_add", site)
    say(f"Đã thêm trang {site.name!r}. Dán dòng này vào các trang của cổng (docs/widget.md):")
    say(_snippet(site, api))
    say(_SOON)
    _remark_on_closing(before, api)


def _change(args: Namespace, store: Store, api: ApiSettings) -> None:
    before = _known(store, args.key)
    given = {"name": args.name, "origins": args.origin, "communes": args.commune, "per_minute": args.per_minute}
    changes = {field: value for field, value in given.items() if value is not None}
    if not changes:
        raise CommandFailed("chưa nêu gì để sửa; xem `motcua sites change --help`.")
    if "per_minute" in changes:
        changes["per_minute"] = _limit(args.per_minute)
    site = make_site(asdict(before) | changes, known_communes(args.index), _OPTIONS)
    store.sites.put([site])
    _note(store, "site_change", site)
    say("Đã sửa trang:")
    _say_site(site)
    say(_SOON)


def _remove(args: Namespace, store: Store, api: ApiSettings) -> None:
    site = _known(store, args.key)
    is_last = len(store.sites.all()) == 1
    if is_last and _is_closed_by_sites(api) and not args.yes:
        raise CommandFailed(
            "đây là trang cuối cùng: bỏ đi thì máy chủ mở cho mọi trang và mọi chương trình; "
            "hãy đặt API_DEMO=false trước, hoặc thêm --yes."
        )
    store.sites.remove(site.key)
    _note(store, "site_remove", site)
    say(f"Đã bỏ trang {site.name!r}; khóa {site.key!r} không còn dùng được. {_SOON}")


def _import(args: Namespace, store: Store, api: ApiSettings) -> None:
    before = store.sites.all()
    sites = load_sites(args.file, known_communes(args.index))
    new = [site for site in sites if site.key not in before]
    changed = [site for site in sites if before.get(site.key, site) != site]
    if new or changed:
        store.sites.put([*new, *changed])
        keys = [site.key for site in (*new, *changed)]
        store.audit.note("console", "site_import", created=len(new), updated=len(changed), sites=keys)
    same = len(sites) - len(new) - len(changed)
    say(f"{args.file}: {len(new)} trang mới, {len(changed)} cập nhật, {same} giữ nguyên. {_SOON}")
    _remark_on_closing(before, api)


def _known(store: Store, key: str) -> Site:
    site = store.sites.all().get(key)
    if site is None:
        raise CommandFailed(f"không có trang nào mang khóa {key!r}; xem `motcua sites list`.")
    return site


def _limit(per_minute: str | None) -> str | None:
    return None if per_minute == "0" else per_minute


def _note(store: Store, action: str, site: Site) -> None:
    limit = {"per_minute": site.per_minute} if site.per_minute else {}
    said = {"site": site.key, "name": site.name, "origins": site.origins, "communes": site.communes}
    store.audit.note("console", action, **said, **limit)


def _say_site(site: Site) -> None:
    say(f"{site.key}: {site.name}")
    say(f"  đặt ở: {', '.join(site.origins)}")
    say(f"  xã, phường: {', '.join(site.communes)}")
    say(f"  mỗi phút: {f'{site.per_minute} lượt gọi' if site.per_minute else 'không giới hạn riêng'}")


def _snippet(site: Site, api: ApiSettings) -> str:
    address = api.public_base_url or "https://ĐỊA_CHỈ_MÁY_CHỦ"
    return f'<script src="{address}/widget.js" data-commune="{site.commune}" data-site-key="{site.key}" defer></script>'


def _is_closed_by_sites(api: ApiSettings) -> bool:
    """Tells whether the server is open without sites and closed with one."""
    return api.is_open(has_sites=False) and not api.is_open(has_sites=True)


def _remark_on_closing(before: Mapping[str, Site], api: ApiSettings) -> None:
    if not before and _is_closed_by_sites(api):
        remark(
            "Lưu ý: trước đây máy chủ mở cho mọi trang; từ nay chỉ trả lời các trang này và trang của chính máy chủ "
            "(docs/configuration.md)."
        )


_ACTIONS: Mapping[str, Callable[[Namespace, Store, ApiSettings], None]] = {
    "list": _list,
    "add": _add,
    "change": _change,
    "remove": _remove,
    "import": _import,
}
