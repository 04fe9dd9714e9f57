"""人脸信息: what is kept, how many there are, and how one comes in and goes out."""
