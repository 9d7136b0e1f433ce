-- SPDX-License-Identifier: Apache-2.0
-- The table of the demo with a list. A trigger counts the versions, so that the server reads the
-- rows only after a change.
CREATE TABLE cors_origin (origin TEXT PRIMARY KEY);
CREATE TABLE cors_list (version INTEGER NOT NULL);
INSERT INTO cors_list VALUES (1);
CREATE TRIGGER added AFTER INSERT ON cors_origin BEGIN UPDATE cors_list SET version = version + 1; END;
CREATE TRIGGER removed AFTER DELETE ON cors_origin BEGIN UPDATE cors_list SET version = version + 1; END;
INSERT INTO cors_origin VALUES ('https://www.customer.example'), ('https://*.partner.example'), ('HTTPS://Shop.example/');
