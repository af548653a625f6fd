import pytest
from pyspark.sql import functions as F

from tandem.gateway import ASKED_FOR


@pytest.mark.parametrize("name", ASKED_FOR)
def test_a_class_is_looked_up_once(spark, name):
    assert getattr(spark._jvm, name) is getattr(spark._jvm, name)


def test_a_method_is_looked_up_once_and_answers_as_before(spark):
    java = spark._jvm

    assert java.functions.abs is java.functions.abs
    assert spark.range(1).select(F.abs(F.lit(-2))).first()[0] == 2
