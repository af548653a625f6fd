"""The way from Python to the Java classes of Spark, which PySpark asks for anew at every use of a column."""

from __future__ import annotations

from typing import Any

from py4j.java_gateway import JavaClass, JavaMember
from pyspark.sql import SparkSession

ASKED_FOR = ("PythonUtils", "PythonSQLUtils", "functions", "org.apache.spark.sql.functions")


class RememberedClass(JavaClass):  # type: ignore[misc]  # py4j ships no types
    """A Java class each of whose static methods is looked up once."""

    def __getattr__(self, name: str) -> Any:
        found = super().__getattr__(name)
        if isinstance(found, JavaMember):
            setattr(self, name, found)
        return found


def remembering_classes(spark: SparkSession) -> SparkSession:
    """The session, whose Python no longer has Java search all jars for the same few classes.

    That took about a third of the work of writing a plan down.
    """
    java = spark._jvm
    for name in ASKED_FOR:
        found = getattr(java, name)
        setattr(java, name, RememberedClass(found._fqn, found._gateway_client))
    return spark
