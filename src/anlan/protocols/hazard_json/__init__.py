"""Real-time messages of hazardous-chemicals plants: JSON over MQTT (or any transport).

Edition: de-facto interface of the national monitoring system since 2019; no published standard was
found for the message, so field names and the time format are `[mem]` configuration knowledge, and the
decoder is tolerant: each field has aliases seen in provincial interfaces.

    topic    hz/{province}/{companyCode}/{gateway}/rts|evt|hb
    payload  {"dataId": "...", "enterpriseId": "370500001", "gatewayId": "37050000101",
              "collectTime": "20261124083015[123]", "isConnectDataSource": true,
              "reportType": "report" | "continue",
              "datas": [{"quotaId": "...", "value": 12.3, "isValid": 1}, ...]}

`reportType` "continue" is data sent later from the edge buffer (断点续传). Times are Asia/Shanghai.

Modules: `topics` (who speaks about what), `times`, `columns` (many well-formed messages at once, by
Arrow), `tolerant` (one message, aliases, names the bad part), `reports` (the door: `decode_many`),
`writing` (the encoder, for simulators and tests).

Left out: encryption of the national envelope (`protocols` of the hazchem system), binary formats.
"""
