"""ONNX Runtime, imported so that it tells nobody how it is used.

From 1.29 on its packages report the machine, the program's path and each model that is loaded to its makers
(https://github.com/microsoft/onnxruntime/pull/27379). Only this variable, set before it starts, keeps it from
doing so at all: no identifier is written, nothing is sent. On Windows, and where the program that uses this
package has imported it before, what it tells afterwards is turned off.
"""

from __future__ import annotations

import os

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import onnxruntime as onnxruntime

onnxruntime.disable_telemetry_events()
