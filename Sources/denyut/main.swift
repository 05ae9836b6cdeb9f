print("denyut")
