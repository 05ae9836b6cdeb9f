/// A certificate for `localhost` and 127.0.0.1, and the authority that signed it. Made for these tests, known to everybody, and
/// trusted by nobody else. Valid until 2126.
enum TestCertificates {
    static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBpjCCAU2gAwIBAgIUCNMktoX0wgic4hMB51VdYCKldaMwCgYIKoZIzj0EAwIw
        IDEeMBwGA1UEAwwVRGVueXV0IHRlc3QgYXV0aG9yaXR5MCAXDTI2MTEyMjE4NTk0
        NVoYDzIxMjYxMDI5MTg1OTQ1WjAgMR4wHAYDVQQDDBVEZW55dXQgdGVzdCBhdXRo
        b3JpdHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQ37E+iaB+0WWpvf5U1ezne
        /qEBHqJYgKjp6WUWhnLXyBqA8OSCJbquL/0SltKF9tpe0PTV8EL3eQ0DypiVsI64
        o2MwYTAdBgNVHQ4EFgQUD2UKJ3GGOQ9O9CB/KicrfrtK73AwHwYDVR0jBBgwFoAU
        D2UKJ3GGOQ9O9CB/KicrfrtK73AwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8E
        BAMCAgQwCgYIKoZIzj0EAwIDRwAwRAIgMyvvuy4rDLvXlj2P0uTH7LMRQxjsc+vj
        Gn8D1TCRwSECIF/YWwP9Lp7NBoM6IfGIRAhOLt0SpVpIflyiuBRaAzT/
        -----END CERTIFICATE-----
        """

    static let server = """
        -----BEGIN CERTIFICATE-----
        MIIBrDCCAVGgAwIBAgIUZiVJ12TWhr7nF/MMsgA6O96YVJwwCgYIKoZIzj0EAwIw
        IDEeMBwGA1UEAwwVRGVueXV0IHRlc3QgYXV0aG9yaXR5MCAXDTI2MTEyMjE4NTk0
        NVoYDzIxMjYxMDI5MTg1OTQ1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcq
        hkjOPQIBBggqhkjOPQMBBwNCAAQbAhi2ZmvFbiwgKi+CPgdHukgvwp+FkgSWooPt
        AB8lKXuDKY0O60eLqkvVHIc+ojnvagPhYf5it25qihPWocb1o3MwcTAaBgNVHREE
        EzARgglsb2NhbGhvc3SHBH8AAAEwEwYDVR0lBAwwCgYIKwYBBQUHAwEwHQYDVR0O
        BBYEFOaGNZ1wiBMJyZjqu30vYIPC2SiDMB8GA1UdIwQYMBaAFA9lCidxhjkPTvQg
        fyonK367Su9wMAoGCCqGSM49BAMCA0kAMEYCIQDy434AwsHBYNR/XBbLXDW/iI9Y
        pipr/ae9B72AJaRLFwIhALgT9oj10M94uw5sFu5ZHhR3xM8kiWOoUlqN7elrzhPV
        -----END CERTIFICATE-----
        """

    static let serverKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgPBQ82NyV3tuNp30B
        iZdmsbiggjTS8CFR6CauoaYYD46hRANCAAQbAhi2ZmvFbiwgKi+CPgdHukgvwp+F
        kgSWooPtAB8lKXuDKY0O60eLqkvVHIc+ojnvagPhYf5it25qihPWocb1
        -----END PRIVATE KEY-----
        """
}
