"""What we send and read agrees with recordings and with the published descriptions of GitHub and Twilio; the layout
of the source holds.
"""
