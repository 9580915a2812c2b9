# SPDX-License-Identifier: MIT
"""The site's user table in SQL: SQLite in DATABASE_URL=sqlite:///FILE (the default), or postgresql://... by psycopg2.

Passwords are salted PBKDF2 hashes. Opened anew when the connection was lost, so that a restart of the database
locks nobody out for longer than it takes.
"""
import hashlib
import hmac
import os
import secrets
import sqlite3

ROUNDS = 100000
TABLE = "CREATE TABLE IF NOT EXISTS users (name TEXT PRIMARY KEY, salt TEXT NOT NULL, hash TEXT NOT NULL, active INTEGER NOT NULL DEFAULT 1)"


def hashed(password, salt):
    return hashlib.pbkdf2_hmac("sha256", password.encode(), bytes.fromhex(salt), ROUNDS).hex()


class Accounts:
    def __init__(self, url=None):
        self.url = url or os.environ["DATABASE_URL"]
        self.postgres = self.url.startswith("postgres")
        self.connection = None
        self.run(TABLE)

    def open(self):
        if self.postgres:
            import psycopg2  # Debian: python3-psycopg2

            self.errors = (psycopg2.Error,)
            connection = psycopg2.connect(self.url, connect_timeout=5)
            connection.autocommit = True
            return connection
        self.errors = (sqlite3.Error,)
        return sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=5, isolation_level=None, check_same_thread=False)

    def run(self, sql, *values):
        """Rows of a query, or how many rows a change touched. Values never become part of the SQL."""
        for last in (False, True):
            try:
                self.connection = self.connection or self.open()
                cursor = self.connection.cursor()
                cursor.execute(sql.replace("?", "%s") if self.postgres else sql, values)
                return cursor.fetchall() if cursor.description else cursor.rowcount
            except self.errors:
                self.connection = None
                if last:
                    raise

    def exists(self, name):
        return bool(self.run("SELECT 1 FROM users WHERE name = ? AND active = 1", name))

    def check(self, name, password):
        rows = self.run("SELECT salt, hash FROM users WHERE name = ? AND active = 1", name)
        salt, wanted = rows[0] if rows else ("00" * 16, "")
        # The same work for a name that does not exist, or its absence could be measured.
        return hmac.compare_digest(hashed(password, salt), wanted)

    def put(self, name, password):
        salt = secrets.token_hex(16)
        self.run("DELETE FROM users WHERE name = ?", name)
        self.run("INSERT INTO users (name, salt, hash) VALUES (?, ?, ?)", name, salt, hashed(password, salt))

    def deactivate(self, name):
        return self.run("UPDATE users SET active = 0 WHERE name = ?", name) == 1
