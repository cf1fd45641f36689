"""Quantities of data centres, logs, video, services and copies: name, meaning, source."""

from collectors.reading import Quantity

# --- compute and storage; the instance is the cluster, the pool or "" -----------------------
CLUSTER_CPU_BUSY = Quantity(
    "cluster_cpu_utilisation_p95_ratio",
    "Processor time used over physical cores x clock, 95th percentile of 7 days.",
    "Prometheus: quantile_over_time(0.95, …[7d]) of the hypervisor's or HOST-RESOURCES-MIB "
    "hrProcessorLoad (RFC 2790) values",
)
CLUSTER_MEMORY_BUSY = Quantity(
    "cluster_memory_utilisation_p95_ratio",
    "Memory used over memory fitted, 95th percentile of 7 days.",
    "Prometheus: quantile_over_time(0.95, …[7d]) of the hypervisor's or HOST-RESOURCES-MIB "
    "hrStorageUsed over hrStorageSize (RFC 2790) values",
)
SERVER_CONTROLLER_UP = Quantity(
    "server_controller_up",
    "The server's management controller answers with the server's power state.",
    "Redfish /redfish/v1/Systems (DMTF DSP0266), HTTP JSON document",
)
STORAGE_POOL_USABLE = Quantity(
    "storage_pool_usable_bytes",
    "Capacity after RAID or erasure coding and before thin over-commit.",
    "Redfish StoragePool Capacity.Data.AllocatedBytes (SNIA Swordfish); ceph df; "
    "HOST-RESOURCES-MIB hrStorageSize x hrStorageAllocationUnits (RFC 2790)",
)
STORAGE_POOL_USED = Quantity(
    "storage_pool_used_bytes",
    "Capacity of the pool that is taken.",
    "Redfish StoragePool Capacity.Data.ConsumedBytes (SNIA Swordfish); ceph df; "
    "HOST-RESOURCES-MIB hrStorageUsed x hrStorageAllocationUnits (RFC 2790)",
)
STORAGE_POOL_LASTS = Quantity(
    "storage_pool_lasts_seconds",
    "Time until the pool is 90 % full, if it grows as in the last 90 days.",
    "Prometheus: deriv(…[90d]) of the pool's used bytes",
)
STORAGE_POOL_LATENCY = Quantity(
    "storage_pool_latency_p95_seconds",
    "Time that a read or write of the pool takes, 95th percentile of a day.",
    "Prometheus: quantile_over_time(0.95, …[1d]) of the array's latency",
)

# --- logs; the instance is the store or the source ------------------------------------------
LOG_UNBROKEN_SINCE = Quantity(
    "log_unbroken_since_timestamp_seconds",
    "Oldest record that can be read and from which on no day is without records, Unix time.",
    "Log store: min(timestamp) and records per day (OpenSearch date_histogram), HTTP JSON",
)
LOG_ROOM = Quantity(
    "log_store_room_seconds",
    "How long a time of records the store can hold at the present rate.",
    "Log store: size limit over bytes a day, HTTP JSON",
)
LOG_RECORDS_COMPLETE = Quantity(
    "log_records_complete_ratio",
    "Share of the newest 1,000 records with target host or URL, target and source address, "
    "hardware address and port.",
    "Log store: search for the five fields, HTTP JSON",
)
LOG_NEWEST = Quantity(
    "log_newest_record_timestamp_seconds",
    "Newest record of a source, Unix time.",
    "Log store: max(timestamp) by source, HTTP JSON",
)

# --- video; the instance is the camera or the recorder's channel ----------------------------
CAMERA_UP = Quantity(
    "camera_up",
    "The camera's main stream can be described.",
    "RTSP DESCRIBE (RFC 7826), ONVIF GetProfiles, or GB/T 28181 Catalog by the video platform",
)
VIDEO_WIDTH = Quantity(
    "video_width_pixels",
    "Width of the main stream's picture.",
    "ONVIF GetVideoEncoderConfigurations Resolution/Width; RTSP SDP (RFC 8866)",
)
VIDEO_HEIGHT = Quantity(
    "video_height_pixels",
    "Height of the main stream's picture.",
    "ONVIF GetVideoEncoderConfigurations Resolution/Height; RTSP SDP (RFC 8866)",
)
RECORDING_SINCE = Quantity(
    "recording_since_timestamp_seconds",
    "Earliest time since which playable recordings leave out at most 5 %, Unix time.",
    "ONVIF Profile G GetRecordingSummary DataFrom with FindRecordings; GB/T 28181 RecordInfo",
)
RECORDING_CONFIGURED = Quantity(
    "recording_retention_configured_seconds",
    "How long the recorder is set to keep recordings.",
    "ONVIF GetRecordingConfiguration MaximumRetentionTime",
)
CAMERA_CLOCK_OFFSET = Quantity(
    "camera_clock_offset_seconds",
    "The camera's clock minus ours.",
    "ONVIF GetSystemDateAndTime against the auditor's synchronised clock",
)

# --- services; the instance is what a vantage calls the service -----------------------------
SYSTEM_ANSWERS = Quantity(
    "system_answer_ok",
    "From this vantage the service gave what it is for: a page that is no error, a signed-in "
    "session, a stream's segment.",
    "Synthetic HTTP(S) (RFC 9110) by a collector at the vantage, or its pushed reading",
)
SYSTEM_SIGN_ON = Quantity(
    "system_sign_on_ok",
    "The system's login led to the identity service and came back signed in by its ticket.",
    "CAS /login and /p3/serviceValidate, OpenID Connect Core 1.0, or SAML 2.0, pushed reading",
)
IDENTITY_MECHANISM = Quantity(
    "identity_mechanism_ok",
    "The identity service offers the mechanism (CAS, OIDC, LDAP, QR code, SMS …) and it answers.",
    "CAS /login, OIDC /.well-known/openid-configuration, LDAP bind (RFC 4513), login page",
)
CERTIFICATE_EXPIRES = Quantity(
    "certificate_expires_timestamp_seconds",
    "End of validity of the certificate that the service presents, Unix time.",
    "TLS handshake (RFC 8446): notAfter (RFC 5280)",
)
CERTIFICATE_VALID = Quantity(
    "certificate_valid",
    "The certificate is of this name and leads to an authority that the site trusts.",
    "TLS handshake (RFC 8446): path validation (RFC 5280), names (RFC 9525)",
)
TRANSPORT_OK = Quantity(
    "transport_encryption_ok",
    "The service speaks TLS 1.2 or newer, and nothing older.",
    "TLS handshakes (RFC 8446, RFC 8996)",
)
CLEAR_TEXT_LOGINS = Quantity(
    "clear_text_logins_count",
    "Ways to log in without encryption: HTTP, FTP, Telnet.",
    "TCP connections to ports 80, 21 and 23, and the page of port 80",
)
SITE_IN_GROUP = Quantity(
    "site_in_group_ok",
    "The site is built by the school's site-group system.",
    "HTTP(S): the system's fingerprint in the home page",
)
HOSTED_BY_AUTHORITY = Quantity(
    "system_hosted_by_authority_ok",
    "All addresses of the service lie in the prefixes of the district, city or education cloud.",
    "DNS A and AAAA (RFC 1035, RFC 3596) against the prefixes of the inventory",
)
SITE_NEWEST_ITEM = Quantity(
    "site_newest_item_timestamp_seconds",
    "Date of the newest item of the site, Unix time.",
    "HTTP Last-Modified (RFC 9110), sitemap lastmod, or the newest item's date",
)
PAGE_TIME = Quantity(
    "system_page_p95_seconds",
    "Time to load three fixed pages, 95th percentile over school hours of 7 days.",
    "Prometheus: quantile_over_time(0.95, …[7d]) of synthetic page loads",
)
SESSIONS_PEAK = Quantity(
    "system_sessions_peak_count",
    "Most sessions active within five minutes, at under 1 % errors, in the last 30 days.",
    "Prometheus: max_over_time(…[30d]) of the identity service's or load balancer's sessions",
)
SESSIONS_BUSY = Quantity(
    "system_sessions_p95_count",
    "Sessions active at once, 95th percentile of 30 days.",
    "Prometheus: quantile_over_time(0.95, …[30d]) of the gateway's sessions",
)
SESSIONS_LIMIT = Quantity(
    "system_sessions_limit_count",
    "Sessions that licence, workers or connections allow at once.",
    "Licence or configuration of the system, HTTP JSON document or CLI",
)
DESKTOPS_PROVISIONED = Quantity(
    "desktops_provisioned_count",
    "Cloud desktops that are provisioned and can be handed out.",
    "Desktop broker, HTTP JSON document",
)
DATABASE_UP = Quantity(
    "database_up",
    "The database answered a query.",
    "Prometheus: the database exporter's up; SQL ping, pushed reading",
)
MIDDLEWARE_UP = Quantity(
    "middleware_up",
    "The application server or message system gave its state.",
    "Prometheus: JMX exporter's up; status page, HTTP JSON document",
)

# --- copies and recovery; the instance is the job, the replica or the system ----------------
REPLICA_UP = Quantity(
    "replica_up",
    "The replica receives and applies what the primary writes.",
    "PostgreSQL pg_stat_replication.state streaming; MySQL SHOW REPLICA STATUS both threads Yes",
)
REPLICATION_LAG = Quantity(
    "replication_lag_p99_seconds",
    "How far the replica is behind, 99th percentile of 7 days.",
    "Prometheus: quantile_over_time(0.99, …[7d]) of pg_stat_replication.replay_lag or "
    "Seconds_Behind_Source",
)
REPLICATION_LAG_WORST = Quantity(
    "replication_lag_largest_seconds",
    "How far the replica was behind at most in 7 days.",
    "Prometheus: max_over_time(…[7d]) of pg_stat_replication.replay_lag or Seconds_Behind_Source",
)
OUTAGE_LONGEST = Quantity(
    "system_outage_longest_seconds",
    "Longest unplanned time without an answer in the last 365 days; 0 where there was none.",
    "Prometheus: synthetic checks every 30 s; pushed reading",
)

SYSTEM_QUANTITIES = tuple(value for value in vars().values() if isinstance(value, Quantity))
