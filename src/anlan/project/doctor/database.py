"""Is the database there, new enough, and are its tables up to date?"""

from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg
from django.db import connection as django_connection
from django.db.migrations.executor import MigrationExecutor

from anlan.project.doctor.findings import Finding, error, fine

OLDEST = 15


@dataclass(frozen=True, slots=True)
class Met:
    """What the database said of itself.

    Attributes:
        version: As libpq numbers it: 180006.
        ours, theirs: Both clocks at the same moment.
    """

    version: int
    ours: datetime
    theirs: datetime


def meet(url: str) -> Met | Finding:
    """Connect and ask; the finding is why that is not possible."""
    if not url:
        return error(
            "database",
            "No database: the embedded one is not running. Start the platform with `anlan up`.",
            "没有数据库：内置数据库未运行。请用 `anlan up` 启动平台。",
        )
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            row = connection.execute("SELECT clock_timestamp()").fetchone()
            ours = datetime.now(UTC)
            return Met(connection.info.server_version, ours, row[0] if row else ours)
    except psycopg.OperationalError as failure:
        reason = str(failure).strip().splitlines()[0]
        return error(
            "database",
            f"The database cannot be reached: {reason}. Check ANLAN_DATABASE_URL and that the server runs.",
            f"无法连接数据库：{reason}。请检查 ANLAN_DATABASE_URL 以及服务器是否运行。",
        )


def judge_version(version: int) -> Finding:
    """Say whether the server is new enough."""
    major = version // 10_000
    if major < OLDEST:
        return error(
            "database",
            f"PostgreSQL {major} is too old: {OLDEST} or newer is needed.",
            f"PostgreSQL {major} 版本过旧：需要 {OLDEST} 或更高版本。",
        )
    return fine("database", f"PostgreSQL {major} answers.", f"PostgreSQL {major} 连接正常。")


def check_migrations() -> Finding:
    """Say whether the tables are what this version of the platform expects."""
    executor = MigrationExecutor(django_connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return fine("migrations", "All tables are up to date.", "数据表均为最新。")
    names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _ in plan)
    return error(
        "migrations",
        f"{len(plan)} migration(s) not applied: {names}. Run `anlan migrate`.",
        f"有 {len(plan)} 个迁移未执行：{names}。请运行 `anlan migrate`。",
    )
