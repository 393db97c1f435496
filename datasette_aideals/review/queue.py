"""stub"""
def simple_statements(conn): return []
