"""What gateways and meters tell an MQTT broker: who is heard, who is gone, what meters count."""

from collectors.mqtt.collector import MQTT

__all__ = ["MQTT"]
