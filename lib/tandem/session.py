"""The one Spark session of a process: that of the cluster, or a local one tuned for a small machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from pyspark.sql import SparkSession

from tandem.config import Config
from tandem.gateway import remembering_classes
from tandem.java import check_java

JARS = Path(sys.prefix) / "jars"
ARCHIVE = JARS / "tandem.jsa"
LOGGING = Path(__file__).parent / "log4j2.properties"
# Every query is new code. Java's second compiler takes a fifth of a night, unless it waits for methods that are called
# twenty times as often as it does by default. For loops over rows it waits less: it compiles a loop on the guess that
# what it has seen is all there is, takes it back at the first row that is otherwise, and waits again.
PATIENT = (
    "-XX:Tier4InvocationThreshold=100000 -XX:Tier4MinInvocationThreshold=12000"
    " -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=160000"
)
# A night of all stages fills the 240 MB, and with one compiler the 48 MB, that Java keeps for compiled code by default;
# it would throw code away that comes again, and run it interpreted.
CODE = "-XX:ReservedCodeCacheSize=512m"
SMALL_JVM = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
# Nearly every row has another value: Parquet's dictionaries of them are made and thrown away, a fifth of the writing.
UNLIKE = (
    *("event_id", "impression_id", "touch_id", "visit_id", "session_id", "conversion_id", "line_no"),
    *("occurred_at", "received_at", "sent_at", "clock_at", "started_at", "ended_at", "touched_at"),
)


def session(conf: Config) -> SparkSession:
    """The session of the cluster this process was submitted to, else a local one."""
    submitted = any(
        name in os.environ for name in ("PYSPARK_GATEWAY_PORT", "SPARK_REMOTE", "DATABRICKS_RUNTIME_VERSION")
    )
    if submitted:
        return SparkSession.builder.appName("tandem").config(map=DELTA).getOrCreate()
    cores = conf.spark.cores or os.cpu_count() or 1
    partitions = conf.spark.shuffle_partitions or 2 * cores
    java = conf.spark.java_options
    return local_session("tandem", cores=cores, shuffle_partitions=partitions, memory=conf.spark.memory, java=java)


DELTA: dict[str, bool | float | int | str | None] = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    # Spark's own default, nanoseconds since 4713 BC, ends in 2262 for other readers: `for ever` would be past it.
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
}


def local_session(
    name: str, *, cores: int, shuffle_partitions: int, memory: str, java: str = SMALL_JVM
) -> SparkSession:
    """The one Spark session of a process, tuned for one small machine, with Delta."""
    check_java()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")  # a laptop's name may lead nowhere, or change with its network
    # Java maps the classes that `tandem setup` recorded, which halves the start; without them it starts slowly.
    archive = f" -XX:SharedArchiveFile={ARCHIVE} -Xlog:cds=off" if ARCHIVE.is_file() else ""
    logging_options = f"-Dlog4j2.configurationFile={LOGGING.as_uri()}"
    jars = ":".join(str(jar) for jar in sorted(JARS.glob("*.jar")))
    settings = {
        "spark.driver.extraClassPath": jars,
        "spark.driver.memory": memory,
        **DELTA,
        "spark.sql.shuffle.partitions": str(shuffle_partitions),
        "spark.databricks.delta.snapshotPartitions": "1",
        "spark.sql.sources.parallelPartitionDiscovery.parallelism": "2",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        # Nobody reads plans here, and putting theirs into words takes as long as making them.
        "spark.sql.maxPlanStringLength": "1000",
        "spark.sql.ui.explainMode": "simple",
        # Java compiles no method over 8,000 bytes, nor any near the size of a query of many columns when asked to: it
        # would interpret them for ever. Step by step such a query is many small methods.
        "spark.sql.codegen.hugeMethodLimit": "8000",
        # A night's queries come again, those of Delta with every commit; by default Spark forgets their code after a
        # hundred others, and compiles it anew.
        "spark.sql.codegen.cache.maxEntries": "2000",
        # Each use of a column would note its line of Python, some 30,000 times a night.
        "spark.python.sql.dataFrameDebugging.enabled": "false",
        # A second file beside each commit, which only speeds up readers of tables with very many files.
        "spark.databricks.delta.writeChecksumFile.enabled": "false",
        # Delta would parse the statistics of all files to open fewer for a `limit`: more than opening small ones.
        "spark.databricks.delta.stats.limitPushdown.enabled": "false",
        # Spark sizes its pages by heap and cores: 64 MB that are zeroed for every sort, group and lookup of few rows.
        "spark.buffer.pageSize": "4m",
        # What is sent to tasks takes whole blocks: 4 MB for some kilobytes.
        "spark.broadcast.blockSize": "256k",
        **{f"spark.hadoop.parquet.enable.dictionary#{column}": "false" for column in UNLIKE},
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.extraJavaOptions": f"-Duser.timezone=UTC {PATIENT} {CODE} {logging_options} {java}{archive}",
    }
    builder = SparkSession.builder.master(f"local[{cores}]").appName(name)
    for key, value in settings.items():
        builder = builder.config(key, value)
    return remembering_classes(builder.getOrCreate())
