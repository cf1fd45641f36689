"""The inventory of the campus of real servers: what a person writes down on a walk through it."""

from string import Template

#: Ports, standards and today's date are filled in when the servers run.
INVENTORY = Template("""\
site: {name: Real servers, profiles: [$profiles]}
store: {url: "sqlite:///auditor.db"}
polling: {timeout_seconds: 15}
audit:
  freshness_at_most_seconds: 10 # else a silent gateway is known as such after 15 minutes
  interpretations: {I-32: present} # there are no thirty days to look back on
campus:
  people: {staff: 400, students: 3600, as_of: $today, source: registry}
  buildings:
    - name: main
      uplinks:
        - {target: core-1, interface: XGE1/0/1}
        - {target: core-1, interface: XGE1/0/2}
    - name: library
      uplinks:
        - {target: core-1, interface: GE1/0/3}
        - {target: core-1, interface: XGE1/0/4}
  backbone_links:
    - {target: core-1, interface: XGE1/0/1}
    - {target: core-1, interface: XGE1/0/2}
  access_ports:
    - {target: access-1, interfaces: ["GE0/0/*", "FE0/0/*"]}
  rooms:
    - name: A101
      kind: smart_classroom
      seats: 45
      access_points: []
      ports:
        - {target: access-1, interface: GE0/0/1}
        - {target: access-1, interface: GE0/0/2}
    - name: A102
      kind: classroom
      access_points: []
      ports:
        - {target: access-1, interface: GE0/0/3}
        - {target: access-1, interface: GE0/0/4}
        - {target: access-1, interface: GE0/0/5}
        - {target: access-1, interface: GE0/0/6}
    - name: dc-1
      kind: machine_room
      access_points: []
      ports: [{target: access-1, interface: GE0/0/8}]
      temperature_sensors: [{target: ats-dc, instance: inlet}]
      transfer_switches: [ats-dc]
  circuits:
    - name: cernet
      kind: cernet
      target: core-1
      interface: XGE1/0/24
      contract_bits_per_second: 2_000_000_000
      as_of: $today
      source: contract 17
    - name: operator
      kind: internet
      target: core-1
      interface: GE1/0/25
      contract_bits_per_second: 1_000_000_000
      as_of: $today
      source: contract 18
    - name: education
      kind: education_network
      target: core-1
      interface: GE1/0/26
      contract_bits_per_second: 500_000_000
      as_of: $today
      source: contract 19
  vlans:
    - {name: students, users: true, target: core-1, interface: Vlanif100}
    - {name: staff, users: true, target: core-1, interface: Vlanif101}
  power_domains:
    - {name: machine room A, scope: machine_room, room: dc-1, units: [{target: ups-dc}]}
    - {name: cameras, scope: surveillance, units: [{target: ups-cctv, instance: cctv}]}
  dns_servers: [dns-1]
  portals: [portal, old-portal]
  gateways:
    - {name: gw-main, target: broker-1, kind: energy}
    - {name: gw-annex, target: broker-1, kind: lighting}
  meters:
    - {name: water-main, medium: water, target: broker-1, gateway: gw-main}
    - {name: power-main, medium: electricity, target: broker-1, gateway: gw-main}
    - {name: gas-main, medium: gas} # fitted, and read by nobody
  data_sets:
    - name: registry
      important: true
      backup: {target: backup-1, instance: registry}
      copies: [{name: cloud copy, cloud: true, job: {target: backup-1, instance: registry}}]
    - name: library
      important: false
      backup: {target: backup-1, instance: library}
      copies: [{name: cloud copy, cloud: true, job: {target: backup-1, instance: library}}]
targets:
  - name: core-1
    address: 127.0.0.1
    role: core
    probes:
      - collector: snmp
        port: $core
        community: env:CAMPUS_COMMUNITY
        read: [system, interfaces, mau, addresses]
  - name: access-1
    address: 127.0.0.1
    role: access
    probes:
      - collector: snmp
        port: $access
        version: "3"
        user: auditor
        auth_protocol: sha256
        auth_key: env:CAMPUS_AUTH_KEY
        privacy_protocol: aes128
        privacy_key: env:CAMPUS_PRIVACY_KEY
        read: [system, interfaces, mau]
  - name: ups-dc
    address: 127.0.0.1
    role: ups
    probes:
      - collector: snmp
        port: $ups
        community: env:CAMPUS_COMMUNITY
        read: [system, ups]
  - name: ats-dc
    address: 127.0.0.1
    role: ats
    probes:
      - collector: snmp
        port: $ats
        community: env:CAMPUS_COMMUNITY
        read: [system, ats, sensors]
  - name: ups-cctv
    address: 127.0.0.1
    role: ups
    probes: [{collector: nut, port: $upsd, ups: cctv}]
  - name: dns-1
    address: 127.0.0.1
    role: dns
    probes: [{collector: names, port: $dns, address_ipv6: "::1", names: [www.example.edu]}]
  - name: portal
    address: www.example.edu
    role: web
    probes:
      - collector: web
        url: http://www.example.edu:$web/
        nameserver: 127.0.0.1
        nameserver_port: $dns
        counts_as_global: ["::1/128"]
  - name: old-portal
    address: old.example.edu
    role: web
    probes:
      - collector: web
        url: http://old.example.edu:$web/
        nameserver: 127.0.0.1
        nameserver_port: $dns
        counts_as_global: ["::1/128"]
  - name: broker-1
    address: 127.0.0.1
    role: broker
    probes:
      - collector: mqtt
        port: $broker
        user: auditor
        password: env:CAMPUS_MQTT_PASSWORD
        listen_seconds: 3
        gateways:
          - {name: gw-main, topic: campus/gw-main/state}
          - {name: gw-annex, topic: campus/gw-annex/state}
        meters:
          - {name: water-main, topic: campus/gw-main/water, field: total}
          - {name: power-main, topic: campus/gw-main/power, field: total}
  - name: backup-1
    address: 127.0.0.1
    role: server
    probes:
      - collector: json
        url: http://[::1]:$web/backups.json
        readings:
          - quantity: backup_finished_timestamp_seconds
            field: registry
            instance: registry
          - quantity: backup_finished_timestamp_seconds
            field: library
            instance: library
""")
