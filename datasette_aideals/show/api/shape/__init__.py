"""The shape of every document: its fields, their types, and what they hold.

The code that makes documents is checked against these types; the OpenAPI document and docs/api.md
are made from them. In an ``Annotated`` type a string says what the field holds, and an enum which
words it can be.
"""
