# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it
"""What only the engine by way of pysnmp does; what both do stands in test_engines.py."""

import asyncio
import errno
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyasn1.codec.ber import encoder
from pysnmp.proto.api import v2c

from collectors.failure import FailureKind, ProbeError
from collectors.snmp.pysnmp_engine import UNDECODABLE, CommunityAsker, Wire
from tests.collectors.snmp.udp_agent import NAME, reply


async def test_fault_S14_a_full_queue_is_no_reason_to_give_up() -> None:
    wire = Wire()
    wire.waiting = asyncio.get_running_loop().create_future()
    wire.error_received(OSError(errno.ENOBUFS, "No buffer space available"))
    assert not wire.waiting.done()
    wire.error_received(OSError(errno.EHOSTUNREACH, "No route to host"))
    with pytest.raises(ProbeError, match="No route to host") as raised:
        await wire.waiting
    assert raised.value.kind is FailureKind.UNREACHABLE


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_fault_S5_no_mutant_of_a_reply_raises_what_we_do_not_expect(data: st.DataObject) -> None:
    pdu = v2c.GetRequestPDU()
    v2c.apiPDU.set_defaults(pdu)
    v2c.apiPDU.set_varbinds(pdu, [(NAME, v2c.null)])
    request = v2c.Message()
    v2c.apiMessage.set_defaults(request)
    v2c.apiMessage.set_pdu(request, pdu)
    mutant = bytearray(reply(bytes(encoder.encode(request))))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(mutant) - 1))
        mutant[place] = data.draw(st.integers(0, 255))
    asker = CommunityAsker("public", Wire())
    with suppress(*UNDECODABLE):
        asker.hear(bytes(mutant))
