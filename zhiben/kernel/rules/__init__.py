"""Named, cited checks that find subjects in violation as one query; what they find stays open until it is gone."""
