"""Divisions, agencies, departments and officers: who watches over which place."""
