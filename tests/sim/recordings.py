"""Small recordings of each kind, for the tests that play and that record."""

from sim.recordings.snmprec import Row, parsed
from sim.vrp import AccessPoint, access_points

SWITCH = """# a switch, one object of each type
1.0.8802.1.1.2.1.3.3.0|4|core-1
1.3.6.1.2.1.1.1.0|4x|53352d310d0af09f988a
1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.2011.2.23.291
1.3.6.1.2.1.1.3.0|67|360000
1.3.6.1.2.1.1.5.0|4|core-1
1.3.6.1.2.1.2.1.0|2|2
1.3.6.1.2.1.2.2.1.2.5|4|GE0/0/5
1.3.6.1.2.1.2.2.1.2.7|4|GE0/0/7
1.3.6.1.2.1.2.2.1.3.5|2|6
1.3.6.1.2.1.2.2.1.3.7|2|6
1.3.6.1.2.1.2.2.1.5.5|66|1000000000
1.3.6.1.2.1.2.2.1.5.7|66|1000000000
1.3.6.1.2.1.2.2.1.7.5|2|1
1.3.6.1.2.1.2.2.1.7.7|2|1
1.3.6.1.2.1.2.2.1.8.5|2|1
1.3.6.1.2.1.2.2.1.8.7|2|2
1.3.6.1.2.1.4.20.1.1.10.3.0.4|64|10.3.0.4
1.3.6.1.2.1.31.1.1.1.1.5|4|GE0/0/5
1.3.6.1.2.1.31.1.1.1.1.7|4|GE0/0/7
1.3.6.1.2.1.31.1.1.1.6.5|70|18446744073709551615
1.3.6.1.2.1.31.1.1.1.6.7|70|7
1.3.6.1.4.1.99999.1.0|5|
1.3.6.1.4.1.99999.2.0|68x|9f780442280000
1.3.6.1.4.1.99999.3.0|65|4294967295
1.3.6.1.4.1.99999.4.0|2|-2147483648
"""
UPS = """# of a contributor
battery.charge: 93.00
battery.runtime: 1200
device.mfr: Say "Eaton" \\ 5P
ups.load: 16.90\t# 5 W
ups.status: OL
"""
POINTS = "\n".join(access_points([AccessPoint("AP-1", stations=13)], lying=False))
SENSOR = 'rtl_433/lab/39\n{"id": 39, "humidity": 45, "pulses": 1200.5}\n'
FILES = {"switch.snmprec": SWITCH, "ups.dev": UPS, "points.raw": POINTS, "sensor.txt": SENSOR}


def rows() -> list[Row]:
    return [parsed(line) for line in SWITCH.splitlines()[1:]]
