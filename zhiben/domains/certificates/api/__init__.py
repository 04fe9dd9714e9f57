"""Certificates, 报请, 换发 and 现场验真 for programs."""
