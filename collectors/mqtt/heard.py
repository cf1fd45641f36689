"""What one round has heard from a broker, and the readings that follow from it."""

import aiomqtt

from collectors.failure import FailureKind, ProbeError
from collectors.mqtt.options import Gateway, Meter, MqttOptions
from collectors.mqtt.payload import meter_reading
from collectors.quantities import GATEWAY_HEARD, GATEWAY_OFFLINE, METER_VALUE
from collectors.reading import Reading

#: A round takes no more than this from a broker, however much waits there.
MESSAGES_AT_MOST = 20_000
BYTES_AT_MOST = 16 * 1024 * 1024


class Heard:
    """Collects messages of one round; the newest decides, except about what it is silent on."""

    def __init__(self, options: MqttOptions) -> None:
        self._gateways: dict[str, list[Gateway]] = {}
        self._meters: dict[str, list[Meter]] = {}
        for gateway in options.gateways:
            self._gateways.setdefault(gateway.topic, []).append(gateway)
        for meter in options.meters:
            self._meters.setdefault(meter.topic, []).append(meter)
        self._live: set[str] = set()
        self._offline: dict[str, bool] = {}
        self._values: dict[str, Reading] = {}
        self._messages = 0
        self._bytes = 0

    @property
    def topics(self) -> list[str]:
        return sorted(self._gateways.keys() | self._meters.keys())

    def take(self, message: aiomqtt.Message, waiting: int) -> None:
        """Note one message; `waiting` more have come already. ProbeError when it is too much."""
        self._messages += 1
        self._bytes += len(message.payload)
        if self._messages + waiting > MESSAGES_AT_MOST or self._bytes > BYTES_AT_MOST:
            detail = f"more than {MESSAGES_AT_MOST} messages or {BYTES_AT_MOST} bytes in a round"
            raise ProbeError(FailureKind.TOO_LARGE, detail)
        for gateway in self._gateways.get(message.topic.value, ()):
            self._note_gateway(gateway, message)
        if message.retain:  # may be of last year: the broker keeps it for whoever comes
            return
        for meter in self._meters.get(message.topic.value, ()):
            self._note_meter(meter, message.payload)

    def _note_gateway(self, gateway: Gateway, message: aiomqtt.Message) -> None:
        will = gateway.offline_payload
        if will is not None and message.payload == will.encode():
            self._offline[gateway.name] = True  # the broker says this, not the gateway
        elif not message.retain:
            self._live.add(gateway.name)
            if will is not None:
                self._offline[gateway.name] = False

    def _note_meter(self, meter: Meter, payload: bytes) -> None:
        reading = meter_reading(payload, meter.field, meter.name)
        says_nothing = reading.value is None and not reading.rejected
        if not says_nothing or meter.name not in self._values:
            # a message of another kind may share the topic: it does not take a value back
            self._values[meter.name] = reading

    def readings(self) -> list[Reading]:
        """No reading for a gateway or meter that was not heard: these are events."""
        return [
            *(Reading(GATEWAY_HEARD, True, name) for name in sorted(self._live)),
            *(Reading(GATEWAY_OFFLINE, gone, name) for name, gone in self._offline.items()),
            *self._values.values(),
        ]


MEASURES = (GATEWAY_HEARD, GATEWAY_OFFLINE, METER_VALUE)
