"""What campaigns report: the monthly report, and the divisions and months it is asked for."""
