"""Writes Parquet files of every Arrow type in every encoding that pyarrow has, into the folder given."""

import datetime
import decimal
import os
import sys

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 2500
folder = sys.argv[1]
os.makedirs(f"{folder}/plain")


def column(type_, value, count=ROWS):
    return pa.array([None if n % 9 == 4 else value(n) for n in range(count)], type_)


def integers(bits, signed):
    most = 2**bits - 1
    low = -(2 ** (bits - 1)) if signed else 0
    return lambda n: low + n * (most // (ROWS - 1))


def decimals(precision, scale):
    digits = 10**precision - 1
    with decimal.localcontext(decimal.Context(prec=100)):
        return lambda n: decimal.Decimal((n * 2 - ROWS) * (digits // ROWS)).scaleb(-scale, decimal.Context(prec=100))


EPOCH = datetime.datetime(1969, 12, 31, 23, 0, 0)


def moment(n):
    return EPOCH + datetime.timedelta(seconds=n * 7)


def special(n):
    return {1: float("nan"), 2: float("inf"), 3: float("-inf"), 5: -0.0}.get(n, n / 8 - 100)


FIXED = {}
for bits in (8, 16, 32, 64):
    FIXED[f"i{bits}"] = column(getattr(pa, f"int{bits}")(), integers(bits, True))
    FIXED[f"u{bits}"] = column(getattr(pa, f"uint{bits}")(), integers(bits, False))
FIXED["f16"] = column(pa.float16(), special)
FIXED["f32"] = column(pa.float32(), special)
FIXED["f64"] = column(pa.float64(), special)
FIXED["fixed"] = column(pa.binary(5), lambda n: b"%05d" % n)
FIXED["date32"] = column(pa.date32(), lambda n: moment(n * 9999).date())
FIXED["dec9"] = column(pa.decimal128(9, 4), decimals(9, 4))
FIXED["dec18"] = column(pa.decimal128(18, 0), decimals(18, 0))
FIXED["dec38"] = column(pa.decimal128(38, 9), decimals(38, 9))
FIXED["time_ms"] = column(pa.time32("ms"), lambda n: moment(n).time())
FIXED["time_us"] = column(pa.time64("us"), lambda n: moment(n).time())
for unit in ("ms", "us", "ns"):
    FIXED[f"ts_{unit}"] = column(pa.timestamp(unit), moment)
    FIXED[f"tstz_{unit}"] = column(pa.timestamp(unit, "UTC"), moment)

TEXTS = {
    "text": column(pa.string(), lambda n: f"text {n % 300}"),
    "large": column(pa.large_string(), lambda n: f"tëxt {n}"),
    "bytes": column(pa.binary(), lambda n: b"bytes %d" % n),
}

REST = {
    "flag": column(pa.bool_(), lambda n: n % 3 == 0),
    "none": pa.nulls(ROWS),
    "coded": column(pa.string(), lambda n: "xyz"[n % 3]).dictionary_encode(),
    "struct": column(
        pa.struct([("x", pa.uint32()), ("in", pa.struct([("y", pa.float16())]))]),
        lambda n: {"x": 2**32 - 1 - n, "in": None if n % 5 == 0 else {"y": n / 4}},
    ),
    "list": column(pa.list_(pa.int32()), lambda n: [n, n + 1]),
    "map": column(pa.map_(pa.string(), pa.int32()), lambda n: [("k", n)]),
    "duration": column(pa.duration("us"), lambda n: datetime.timedelta(seconds=n)),
}

ID = {"id": pa.array(range(ROWS), pa.int64())}
ALL = pa.table({**ID, **FIXED, **TEXTS, **REST})


def write(name, table, **options):
    pq.write_table(table, f"{folder}/{name}.parquet", row_group_size=1300, data_page_size=4096, **options)


for version in ("1.0", "2.0"):
    write(f"coded-{version}", ALL, data_page_version=version, use_dictionary=True)
    write(f"plain-{version}", ALL, data_page_version=version, use_dictionary=False, compression="none")
    write(
        f"decimals-as-integers-{version}", ALL, data_page_version=version, store_decimal_as_integer=True,
        compression="zstd",
    )
    split = pa.table({**ID, **{name: FIXED[name] for name in FIXED}})
    write(
        f"split-{version}", split, data_page_version=version, use_dictionary=False, compression="lz4",
        column_encoding={name: "BYTE_STREAM_SPLIT" for name in split.column_names},
    )
    write(f"plain/split-{version}", split, use_dictionary=False)  # for readers that know it of some types only
    integral = pa.table({
        **ID,
        **{name: array for name, array in FIXED.items() if name[0] in "iu" or name.startswith(("date", "time", "ts"))},
    })
    write(
        f"delta-{version}", integral, data_page_version=version, use_dictionary=False, compression="gzip",
        column_encoding={name: "DELTA_BINARY_PACKED" for name in integral.column_names},
    )
    texts = pa.table({**ID, **TEXTS})
    for encoding in ("DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"):
        write(
            f"{encoding.lower()}-{version}", texts, data_page_version=version, use_dictionary=False,
            column_encoding={name: encoding for name in TEXTS},
        )
    fixed = pa.table({**ID, **{name: FIXED[name] for name in ("f16", "fixed", "dec38")}})
    write(
        f"delta-fixed-{version}", fixed, data_page_version=version, use_dictionary=False,
        column_encoding={name: "DELTA_BYTE_ARRAY" for name in ("f16", "fixed", "dec38")},
    )

write("int96", pa.table({**ID, "ts": FIXED["ts_us"]}), use_deprecated_int96_timestamps=True)
write("flags-rle", pa.table({**ID, "flag": REST["flag"]}), use_dictionary=False, column_encoding={"flag": "RLE"})
write("wide-decimals", pa.table({**ID, "dec76": column(pa.decimal256(38, 30), decimals(38, 30))}))
write("brotli", pa.table({**ID, **TEXTS}), compression="brotli")

with pq.ParquetWriter(f"{folder}/empty-row-groups.parquet", ALL.schema) as writer:
    for rows in (ALL.slice(0, 0), ALL.slice(0, 100), ALL.slice(0, 0), ALL.slice(100, 50), ALL.slice(0, 0)):
        writer.write_table(rows)
pq.write_table(ALL.slice(0, 0), f"{folder}/no-rows.parquet")
