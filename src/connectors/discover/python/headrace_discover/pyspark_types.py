"""The types of Spark, as far as connectors need them to describe their tables, where pyspark is not installed."""


class DataType:
    def __init__(self, *args, **kwargs):
        self._args = args

    def __eq__(self, other):
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self):
        return hash(str(self))

    def __repr__(self):
        return f"{type(self).__name__}()"

    @classmethod
    def typeName(cls):
        return cls.__name__[:-4].lower()

    def simpleString(self):
        return self.typeName()


class ArrayType(DataType):
    def __init__(self, elementType=None, containsNull=True):
        self.elementType = elementType
        self.containsNull = containsNull


class MapType(DataType):
    def __init__(self, keyType=None, valueType=None, valueContainsNull=True):
        self.keyType = keyType
        self.valueType = valueType
        self.valueContainsNull = valueContainsNull


class DecimalType(DataType):
    def __init__(self, precision=10, scale=0):
        self.precision = precision
        self.scale = scale


class StructField(DataType):
    def __init__(self, name, dataType=None, nullable=True, metadata=None):
        self.name = name
        self.dataType = dataType
        self.nullable = nullable
        self.metadata = metadata or {}


class StructType(DataType):
    def __init__(self, fields=None):
        self.fields = list(fields or [])

    def add(self, field, data_type=None, nullable=True, metadata=None):
        if not isinstance(field, StructField):
            field = StructField(field, data_type, nullable, metadata)
        self.fields.append(field)
        return self

    @property
    def names(self):
        return [field.name for field in self.fields]

    def fieldNames(self):
        return self.names

    def __iter__(self):
        return iter(self.fields)

    def __len__(self):
        return len(self.fields)

    def __getitem__(self, key):
        if isinstance(key, str):
            return next(field for field in self.fields if field.name == key)
        return self.fields[key]


class Row(tuple):
    def __new__(cls, *args, **kwargs):
        row = tuple.__new__(cls, args or kwargs.values())
        row.__fields__ = list(kwargs)
        return row

    def asDict(self, recursive=False):
        return dict(zip(self.__fields__, self))


SIMPLE = """
AtomicType NumericType IntegralType FractionalType NullType StringType CharType VarcharType BinaryType BooleanType
DateType TimestampType TimestampNTZType TimeType ByteType ShortType IntegerType LongType FloatType DoubleType
DayTimeIntervalType YearMonthIntervalType CalendarIntervalType VariantType UserDefinedType
""".split()

MEMBERS = {name: type(name, (DataType,), {}) for name in SIMPLE}
MEMBERS.update(
    {cls.__name__: cls for cls in (DataType, ArrayType, MapType, DecimalType, StructField, StructType, Row)}
)
