"""What a scenario says of recorded devices; the recordings are read with the scenario."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator, model_validator

from sim.device_model import DeviceModel
from sim.facts import Name, Text
from sim.recordings import snmprec, text_dumps


class RecordingModel(DeviceModel):
    """`file` counts from the folder of the scenario's file; `.bz2` is unpacked."""

    file: Path = Field(strict=False)

    @field_validator("file")
    @classmethod
    def _from_the_scenario(cls, file: Path, info: ValidationInfo) -> Path:
        return Path((info.context or {}).get("folder", "."), file)


class RecordedSnmp(RecordingModel):
    protocol: Literal["snmp"]
    version: Literal["v2c", "v3"] = "v2c"
    community: Name | None = None  # else that of every emulated agent
    read: list[Text] = Field(default=["system", "interfaces", "identity"], min_length=1)
    _rows: list[snmprec.Row] = PrivateAttr()

    @model_validator(mode="after")
    def _read(self) -> Self:
        if self.version == "v3" and self.community is not None:
            raise ValueError("a community belongs to version v2c")
        self._rows = snmprec.read(self.file)
        return self

    @property
    def rows(self) -> list[snmprec.Row]:
        return self._rows


class RecordedNut(RecordingModel):
    protocol: Literal["nut"]
    ups: Name = "ups"  # the name that upsd gives the unit
    _variables: dict[str, str] = PrivateAttr()

    @model_validator(mode="after")
    def _read(self) -> Self:
        self._variables = text_dumps.variables(self.file)
        return self

    @property
    def variables(self) -> dict[str, str]:
        return self._variables


class RecordedSsh(RecordingModel):
    """A command line on which one command prints what it once did; it looks like Huawei's VRP."""

    protocol: Literal["ssh"]
    command: Text = "display ap all"
    read: list[Text] = Field(default=["access_points"], min_length=1)
    _output: list[str] = PrivateAttr()

    @model_validator(mode="after")
    def _read(self) -> Self:
        self._output = text_dumps.output(self.file)
        return self

    @property
    def output(self) -> list[str]:
        return self._output


class RecordedMqtt(RecordingModel):
    """A gateway and its broker; `read` are the fields of its first message that are counters."""

    protocol: Literal["mqtt"]
    interval_seconds: float = Field(default=5, gt=0)
    read: list[Text] = Field(default=[])
    _messages: list[text_dumps.Published] = PrivateAttr()

    @model_validator(mode="after")
    def _read(self) -> Self:
        self._messages = text_dumps.published(self.file)
        return self

    @property
    def messages(self) -> list[text_dumps.Published]:
        return self._messages


Recorded = Annotated[
    RecordedSnmp | RecordedNut | RecordedSsh | RecordedMqtt, Field(discriminator="protocol")
]
